import { Aspects } from 'aws-cdk-lib';
import type { CfnTrail } from 'aws-cdk-lib/aws-cloudtrail';
import { refusalOf, warnOf } from '../preflight/report-finding';
import { type AppTrail, findAppTrails } from './app-trails';

/** Trails in one account and Region. @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/WhatIsCloudTrail-Limits.html */
const MAX_TRAILS = 5;

/** Checks a trail against all others, once the app is whole: they may come from anywhere in it. */
export function checkAmongAppTrails(resource: CfnTrail): void {
  resource.node.addValidation({ validate: () => findQuotaProblems(resource) });
  Aspects.of(resource).add({
    visit: (node) => {
      if (node === resource) warnOfSecondCopy(resource);
    },
  });
}

/** Each trail speaks for itself: the sixth and those after it. */
function findQuotaProblems(resource: CfnTrail): string[] {
  const trails = findAppTrails(resource);
  const own = trails.find((trail) => trail.resource === resource);
  if (own === undefined) return [];
  const neighbours = trails.filter(({ owner }) => owner === own.owner);
  const regions = own.isMultiRegion ? new Set(neighbours.map(({ region }) => region)) : [own.region];
  const tooMany = [...regions]
    .map((region) => ({ region, there: neighbours.filter((trail) => isIn(trail, region)) }))
    .find(({ there }) => there.indexOf(own) >= MAX_TRAILS);
  if (tooMany === undefined) return [];
  const { region, there } = tooMany;
  const names = there.map(({ name }) => `'${name}'`).join(', ');
  const found = `in account '${own.owner}' and Region '${region}' there are ${there.length} trails in this app (${names})`;
  return [refusalOf('trailQuota', found).message];
}

function isIn(trail: AppTrail, region: string): boolean {
  return trail.isMultiRegion || trail.region === region;
}

function warnOfSecondCopy(resource: CfnTrail): void {
  const trails = findAppTrails(resource);
  const at = trails.findIndex((trail) => trail.resource === resource);
  const own = trails[at];
  if (own === undefined) return;
  const first = trails.find((trail, index) => pays(own, trail) && (index < at || !pays(trail, own)));
  if (first === undefined) return;
  const members = first.owner === own.owner ? '' : `, if '${own.owner}' is an account of its organization`;
  warnOf(
    resource.node.scope ?? resource,
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
