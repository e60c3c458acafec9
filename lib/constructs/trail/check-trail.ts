import { Aspects, Stack, Token } from 'aws-cdk-lib';
import type { CfnTrail } from 'aws-cdk-lib/aws-cloudtrail';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import type { IConstruct } from 'constructs';
import type { Selection } from '../../core/selector/selection';
import { isControlTowerBucket } from '../archive/check-archive';
import { isWithoutKey } from '../archive/log-archive';
import type { ILogArchive } from '../archive/log-archive-interface';
import {
  checkSingleTrail,
  isTrailAmong,
  mayHearGlobalServices,
  type TrailIdentity,
} from '../identity/trail-identity';
import { isKnownDifference } from '../preflight/preflight-check';
import {
  noteOf,
  noteOfAdministration,
  refusalOf,
  refuseUnlessAcknowledged,
  warnOf,
  warnWhenFinal,
} from '../preflight/report-finding';
import { propertiesOf } from '../preflight/template-properties';
import { type AppTrail, appTrailOf, findAppTrails, importOf, isSameTrail } from './app-trails';
import type { IAuditTrail } from './audit-trail-interface';

/** A trail that is being created; absent properties have the defaults of `AuditTrailProps`. */
export interface PlannedTrail {
  /** The construct that creates it; findings are reported on it. */
  readonly scope: IConstruct;
  readonly identity: TrailIdentity;
  readonly archive: ILogArchive;
  readonly multiRegion?: boolean;
  readonly deliveryTopic?: TrustingTopic;
  /** Present if a function creates the trail for a delegated administrator. */
  readonly delegatedAdministrator?: object;
  /** The events that it logs, excluding the archive. */
  readonly selection: Selection;
}

/** The properties of a delivery topic that are checked. */
interface TrustingTopic extends IConstruct {
  readonly trails: TrailIdentity[];
}

/** Throws if an archive does not list a trail. */
export function checkArchiveTrusts({ node, trails }: ILogArchive, identity: TrailIdentity): void {
  if (isTrailAmong(identity, trails)) return;
  const found = `archive '${node.path}' does not trust the trail '${identity.trailName}' (${identity.trailArn})`;
  throw refusalOf('archiveTrust', found);
}

/** Throws if files of an existing trail, such as replicas, are looked for below another prefix than the trail's: none would be found. */
export function checkSamePrefix({ node, keyPrefix = '' }: ILogArchive, trail: IAuditTrail): void {
  const known = importOf(trail);
  const own = known === undefined ? trail.archive : known.archive;
  const expected = own?.keyPrefix ?? '';
  if (own === undefined || keyPrefix === expected) return;
  throw new Error(
    `archive '${node.path}' has the keyPrefix '${keyPrefix}', but '${trail.node.path}' delivers with '${expected}', which replicas keep; give the archive the keyPrefix of the trail`,
  );
}

/** All checks of a single trail. Errors are thrown; the first one wins. */
export function checkTrail(trail: PlannedTrail): void {
  for (const check of CHECKS) check(trail);
}

const CHECKS: readonly ((trail: PlannedTrail) => void)[] = [
  function isOne({ identity }) {
    checkSingleTrail(identity);
  },
  function archiveTrusts({ identity, archive }) {
    checkArchiveTrusts(archive, identity);
  },
  function topicTrusts({ identity, deliveryTopic }) {
    if (deliveryTopic === undefined || isTrailAmong(identity, deliveryTopic.trails)) return;
    const found = `deliveryTopic '${deliveryTopic.node.path}' does not trust the trail '${identity.trailName}' (${identity.trailArn})`;
    throw refusalOf('deliveryTopicTrust', found);
  },
  function deploysToHomeRegion({ scope, identity }) {
    const { region } = Stack.of(scope);
    if (!isKnownDifference(region, identity.homeRegion)) return;
    const found = `identity.homeRegion is '${identity.homeRegion}', but the stack deploys to '${region}'`;
    throw refusalOf('homeRegion', found);
  },
  function isDelegable({ scope, identity, delegatedAdministrator }) {
    if (delegatedAdministrator === undefined) return;
    const { ownerAccount, isOrganizationTrail, trailName } = identity;
    const isOfOwner = !Token.isUnresolved(ownerAccount) && Stack.of(scope).account === ownerAccount;
    if (isOrganizationTrail && !isOfOwner) return;
    const found = isOrganizationTrail
      ? `the stack of the organization trail '${trailName}' deploys to its management account '${ownerAccount}'`
      : `the trail '${trailName}' is of one account`;
    throw refusalOf('needlessDelegation', found);
  },
  function deploysToOwner({ scope, identity, delegatedAdministrator }) {
    const { account } = Stack.of(scope);
    const { ownerAccount, isOrganizationTrail, trailName } = identity;
    if (!isKnownDifference(account, ownerAccount)) return;
    if (isOrganizationTrail && delegatedAdministrator !== undefined) return;
    if (!isOrganizationTrail) {
      const found = `identity.ownerAccount is '${ownerAccount}', but the stack deploys to '${account}'`;
      throw refusalOf('ownerAccount', found);
    }
    refuseUnlessAcknowledged(
      scope,
      'delegatedAdministrator',
      `the organization trail '${trailName}' belongs to the management account '${ownerAccount}', but the stack deploys to '${account}'`,
    );
  },
  function reachesEveryMember({ scope, identity }) {
    const { homeRegion, isOrganizationTrail, trailName } = identity;
    if (!isOrganizationTrail || Token.isUnresolved(homeRegion)) return;
    if (!RegionInfo.get(homeRegion).isOptInRegion) return;
    const found = `the home Region '${homeRegion}' of the organization trail '${trailName}' is an opt-in Region`;
    warnOf(scope, 'optInHomeRegion', found);
  },
  function keepsOutOfControlTower({ scope, identity, archive }) {
    const signs = [
      { name: 'trail', text: identity.trailName, isSign: /^aws-controltower-/.test(identity.trailName) },
      { name: 'bucket', text: archive.bucket.bucketName, isSign: isControlTowerBucket(archive) },
      {
        name: 'key prefix',
        text: archive.keyPrefix ?? '',
        isSign: identity.organizationId !== undefined && archive.keyPrefix === identity.organizationId,
      },
    ].filter(({ isSign }) => isSign);
    const [sign] = signs;
    if (sign === undefined) return;
    warnOf(scope, 'controlTowerTrail', `the ${sign.name} '${sign.text}' looks like that of Control Tower`);
  },
  function seesGlobalServices({ scope, identity, multiRegion }) {
    if (multiRegion !== false || mayHearGlobalServices(identity)) return;
    const found = `the trail '${identity.trailName}' logs '${identity.homeRegion}' alone`;
    warnOf(scope, 'singleRegion', found);
  },
  function hasTrustedAccess({ scope, identity }) {
    if (!identity.isOrganizationTrail) return;
    noteOfAdministration(
      scope,
      'cloudTrailAccess',
      `the trail '${identity.trailName}' is of an organization`,
    );
  },
  function knowsWhatToExpect({ scope, selection }) {
    if (selection.insights !== undefined) noteOf(scope, 'insights', 'Insights do not come at once');
    const fields = selection.advanced?.flatMap(({ fieldSelectors }) => fieldSelectors) ?? [];
    const isOfS3 = fields.some(({ equals = [] }) => equals.includes('s3.amazonaws.com'));
    const isOfNetwork = fields.some(({ equals = [] }) => equals.includes('NetworkActivity'));
    if (isOfS3 && isOfNetwork)
      noteOf(scope, 'networkActivity', 'network activity of s3.amazonaws.com is selected');
  },
];

/** Checks what the final template says of a trail: Aspects, overrides, mixins and property injectors may have changed it. */
export function checkFinalTrail(
  resource: CfnTrail,
  { scope, identity, archive, selection }: PlannedTrail,
): void {
  const name = `the trail '${identity.trailName}'`;
  warnWhenFinal(scope, (warn) => {
    const { IsLogging, EnableLogFileValidation = false, KMSKeyId } = propertiesOf(resource);
    if (isOff(IsLogging)) {
      warn('stopped', `${name} is stopped (IsLogging is false)`);
      if (selection.insights !== undefined) warn('insightsOfStopped', `${name} is stopped and has Insights`);
    }
    if (isOff(EnableLogFileValidation)) warn('noLogFileValidation', `${name} has no log file validation`);
    // an archive that is to have no key says so itself
    if (KMSKeyId !== undefined || isWithoutKey(archive)) return;
    const found =
      archive.encryptionKey === undefined ? `archive '${archive.node.path}' has no encryptionKey` : undefined;
    warn('noEncryptionKey', found ?? `the template of ${name} has no KMSKeyId`);
  });
}

function isOff(value: unknown): boolean {
  return value === false || value === 'false';
}

/**
 * The quota of trails per account and Region. @see
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/WhatIsCloudTrail-Limits.html
 */
const MAX_TRAILS = 5;

/** Checks a trail against all others, after all constructs have been added: they may be anywhere in the app. */
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

/** The first trail with a name is not reported, nor is an imported one, which already has it. */
function findTakenName(own: AppTrail, trails: readonly AppTrail[]): string[] {
  const first = trails.find((trail) => isSameTrail(trail, own));
  if (first === undefined || first === own) return [];
  const paths = `'${first.construct.node.path}' and '${own.construct.node.path}'`;
  const found = `${paths} both have the trail name '${own.trailName}' ${placeOf(own, own.region)} (identity)`;
  if (!first.isImported) return [refusalOf('nameTaken', found).message];
  return [refusalOf('importedName', `${found}, and the former exists already`).message];
}

function isOwnerKnown({ owner }: AppTrail): boolean {
  return /^\d{12}$/.test(owner);
}

function placeOf(own: AppTrail, region: string): string {
  return isOwnerKnown(own) ? `in account '${own.owner}' and Region '${region}'` : 'in one stack';
}

/** Each trail is reported individually: the sixth and those after it. */
function findQuotaProblems(own: AppTrail, trails: readonly AppTrail[]): string[] {
  const neighbours = trails.filter(({ owner }) => owner === own.owner).filter(mayBeCounted);
  const regions = own.isMultiRegion ? new Set(neighbours.map(({ region }) => region)) : [own.region];
  const tooMany = [...regions]
    .map((region) => ({ region, there: neighbours.filter((trail) => isIn(trail, region)) }))
    .find(({ there }) => there.indexOf(own) >= MAX_TRAILS);
  if (tooMany === undefined) return [];
  const { region, there } = tooMany;
  const names = there.map(({ name, isImported }) => `'${name}'${isImported ? ' (imported)' : ''}`).join(', ');
  const found = `${placeOf(own, region)} there are ${there.length} trails in this app (${names})`;
  return [refusalOf('trailQuota', found).message];
}

/** Two imports whose names are known only at deployment may refer to one trail. */
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
  const account = isOwnerKnown(own) ? `'${own.owner}'` : "the stack's account";
  const members = first.owner === own.owner ? '' : `, if ${account} is an account of its organization`;
  warnOf(
    own.construct,
    'secondManagementCopy',
    `the trail '${own.name}' logs management events that '${first.name}' ${whereOf(first, own)}logs already${members}`,
  );
}

/** Where a trail is, if another one has its name: of two Regions, each has a trail of the same name. */
function whereOf(trail: AppTrail, other: AppTrail): string {
  return trail.name === other.name ? `of '${trail.construct.node.path}' ` : '';
}

/** Whether one trail logs again, for an account that it covers, what the other one logs. */
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
