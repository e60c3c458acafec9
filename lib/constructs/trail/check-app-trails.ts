import { Aspects } from 'aws-cdk-lib';
import type { CfnTrail } from 'aws-cdk-lib/aws-cloudtrail';
import { refusalOf, warnOf } from '../preflight/report-finding';
import { type AppTrail, appTrailOf, findAppTrails, isSameTrail } from './app-trails';

/** Trails in one account and Region. @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/WhatIsCloudTrail-Limits.html */
const MAX_TRAILS = 5;

/** Checks a trail against all others, once the app is whole: they may come from anywhere in it. */
export function checkAmongAppTrails(resource: CfnTrail): void {
  resource.node.addValidation({
    validate: () => {
      const trails = findAppTrails(resource);
      const own = appTrailOf(resource, trails);
      return own === undefined ? [] : [...findTakenName(own, trails), ...findQuotaProblems(own, trails)];
    },
  });
  Aspects.of(resource).add({
    visit: (node) => {
      if (node === resource) warnOfSecondCopy(resource);
    },
  });
}

/** The first one of a name may keep it, and one that is imported has it already. */
function findTakenName(own: AppTrail, trails: readonly AppTrail[]): string[] {
  const first = trails.find((trail) => isSameTrail(trail, own));
  if (first === undefined || first === own) return [];
  const isKnown = /^\d{12}$/.test(own.owner);
  const place = isKnown ? `in account '${own.owner}' and Region '${own.region}'` : 'in one stack';
  const paths = `'${first.construct.node.path}' and '${own.construct.node.path}'`;
  const found = `${paths} both have the trail name '${own.trailName}' ${place} (identity)`;
  if (!first.isImported) return [refusalOf('nameTaken', found).message];
  return [refusalOf('importedName', `${found}, and the former exists already`).message];
}

/** Each trail speaks for itself: the sixth and those after it. */
function findQuotaProblems(own: AppTrail, trails: readonly AppTrail[]): string[] {
  const neighbours = trails.filter(({ owner }) => owner === own.owner).filter(mayBeCounted);
  const regions = own.isMultiRegion ? new Set(neighbours.map(({ region }) => region)) : [own.region];
  const tooMany = [...regions]
    .map((region) => ({ region, there: neighbours.filter((trail) => isIn(trail, region)) }))
    .find(({ there }) => there.indexOf(own) >= MAX_TRAILS);
  if (tooMany === undefined) return [];
  const { region, there } = tooMany;
  const names = there.map(({ name, isImported }) => `'${name}'${isImported ? ' (imported)' : ''}`).join(', ');
  const found = `in account '${own.owner}' and Region '${region}' there are ${there.length} trails in this app (${names})`;
  return [refusalOf('trailQuota', found).message];
}

/** Two imports whose names only the deployment knows may be of one trail. */
function mayBeCounted({ isImported, trailName }: AppTrail): boolean {
  return !isImported || trailName !== undefined;
}

function isIn(trail: AppTrail, region: string): boolean {
  return trail.isMultiRegion || trail.region === region;
}

function warnOfSecondCopy(resource: CfnTrail): void {
  const trails = findAppTrails(resource);
  const own = appTrailOf(resource, trails);
  if (own === undefined) return;
  const at = trails.indexOf(own);
  const first = trails.find(
    (trail, index) => pays(own, trail) && (index < at || trail.isForeign || !pays(trail, own)),
  );
  if (first === undefined) return;
  const members = first.owner === own.owner ? '' : `, if '${own.owner}' is an account of its organization`;
  warnOf(
    own.construct,
    'secondManagementCopy',
    `the trail '${own.name}' logs management events that '${first.name}' logs already${members}`,
  );
}

/** Whether the one logs again, for an account that it covers, what the other logs. */
function pays(one: AppTrail, other: AppTrail): boolean {
  if (one === other) return false;
  if (one.partition !== undefined && other.partition !== undefined && one.partition !== other.partition)
    return false;
  const ofSameAccount = one.owner === other.owner;
  const ofMember = other.isOrganizationTrail && !one.isOrganizationTrail;
  const overlapsInPlace = one.isMultiRegion || other.isMultiRegion || one.region === other.region;
  const overlapsInKind = (one.logsReads && other.logsReads) || (one.logsWrites && other.logsWrites);
  return (ofSameAccount || ofMember) && overlapsInPlace && overlapsInKind;
}
