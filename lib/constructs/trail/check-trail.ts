import { Stack, Token } from 'aws-cdk-lib';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import type { IConstruct } from 'constructs';
import type { Selection } from '../../core/selector/selection';
import { isControlTowerBucket } from '../archive/check-archive';
import type { ILogArchive } from '../archive/log-archive-interface';
import { isTrailAmong, mayHearGlobalServices, type TrailIdentity } from '../identity/trail-identity';
import { isKnownDifference } from '../preflight/preflight-check';
import {
  noteOf,
  noteOfAdministration,
  refusalOf,
  refuseUnlessAcknowledged,
  warnOf,
} from '../preflight/report-finding';

/** A trail that is about to be created; what is absent is as in `AuditTrailProps`. */
export interface PlannedTrail {
  /** The construct that creates it; what is found is reported there. */
  readonly scope: IConstruct;
  readonly identity: TrailIdentity;
  readonly archive: ILogArchive;
  readonly multiRegion?: boolean;
  readonly logging?: boolean;
  readonly logFileValidation?: boolean;
  readonly deliveryTopic?: TrustingTopic;
  /** Present where a function creates the trail for a delegated administrator. */
  readonly delegatedAdministrator?: object;
  /** What it logs; the archive is left out of it. */
  readonly selection: Selection;
}

/** As much of a delivery topic as there is to check. */
interface TrustingTopic extends IConstruct {
  readonly trails: TrailIdentity[];
}

/** Everything that can be said about one trail by itself. Errors are thrown; the first one wins. */
export function checkTrail(trail: PlannedTrail): void {
  for (const check of CHECKS) check(trail);
}

const CHECKS: readonly ((trail: PlannedTrail) => void)[] = [
  function archiveTrusts({ identity, archive }) {
    if (isTrailAmong(identity, archive.trails)) return;
    const found = `archive '${archive.node.path}' does not trust the trail '${identity.trailName}' (${identity.trailArn})`;
    throw refusalOf('archiveTrust', found);
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
  function isOn({ scope, identity, logging, selection }) {
    if (logging !== false) return;
    warnOf(scope, 'stopped', `the trail '${identity.trailName}' is stopped (logging: false)`);
    if (selection.insights === undefined) return;
    warnOf(scope, 'insightsOfStopped', `the trail '${identity.trailName}' is stopped and has Insights`);
  },
  function canBeProved({ scope, identity, logFileValidation }) {
    if (logFileValidation !== false) return;
    const found = `the trail '${identity.trailName}' has no log file validation`;
    warnOf(scope, 'noLogFileValidation', found);
  },
  function isEncrypted({ scope, archive }) {
    if (archive.encryptionKey !== undefined) return;
    warnOf(scope, 'noEncryptionKey', `archive '${archive.node.path}' has no encryptionKey`);
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
