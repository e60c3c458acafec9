import { type App, Duration, Stack } from 'aws-cdk-lib';
import { ObjectLockRetention } from 'aws-cdk-lib/aws-s3';
import {
  AlertTopic,
  ArchiveEncryption,
  ArchiveLifecycle,
  AuditTrail,
  DeliveryTopic,
  IntegrityMonitor,
  LogArchive,
  type LogArchiveProps,
  LogArchiveReplica,
  LogProcessor,
  LogReader,
  LogReaderRole,
  RealtimeAlerts,
  TrailIdentity,
  TrailKey,
  TrailLogGroup,
} from '../../lib/index';
import { ACCOUNT, oneRule, REGION, TRAIL } from '../constructs/synthesize';

const OTHER = '555566667777';
const OTHER_TRAIL = TrailIdentity.account({ trailName: 'other', homeRegion: REGION, ownerAccount: OTHER });
const HERE = { account: ACCOUNT, region: REGION };

/** An estate of one account, as it is deployed first, or after some changes. */
export interface ChangedEstate {
  readonly props: LogArchiveProps;
  /** Whether the archive is encrypted with a key of its own, which trails use. */
  readonly encrypted?: boolean;
  readonly trails: readonly TrailIdentity[];
  /** What is added to the archive's stack, in this order. */
  readonly parts: readonly ((stack: Stack, archive: LogArchive) => unknown)[];
}

const FIRST: ChangedEstate = { props: { trails: [TRAIL] }, trails: [TRAIL], parts: [] };

/** What may be deployed first: each meets another part of the pairs below. */
export const DEPLOYED_FIRST: Readonly<Record<string, ChangedEstate>> = {
  'a bucket that CloudFormation named': FIRST,
  'a bucket with a name': withProps({ bucketName: 'company-logs' })(FIRST),
  'a locked bucket with a key': {
    ...withProps({ objectLock: ObjectLockRetention.governance(Duration.days(365)) })(FIRST),
    encrypted: true,
  },
};

/** Another account's trail names the bucket, as CloudFormation named it unless it was given a name. */
const DEPLOYED = { deployedBucketName: 'audit-archivebucket24ba0fcf-x1y2z3' };

function withProps(props: Partial<LogArchiveProps>): (estate: ChangedEstate) => ChangedEstate {
  return (estate) => ({ ...estate, props: { ...estate.props, ...props } });
}

function withTrails(...trails: TrailIdentity[]): (estate: ChangedEstate) => ChangedEstate {
  return (estate) => {
    const named = estate.props.bucketName === undefined ? DEPLOYED : {};
    return { ...withProps({ trails, ...named })(estate), trails };
  };
}

function withPart(part: ChangedEstate['parts'][number]): (estate: ChangedEstate) => ChangedEstate {
  return (estate) => ({ ...estate, parts: [...estate.parts, part] });
}

/** Alert topics are shared, as in an estate. */
function topicOf(stack: Stack): AlertTopic {
  const found = stack.node.tryFindChild('Alerts');
  return found instanceof AlertTopic ? found : new AlertTopic(stack, 'Alerts', { emails: ['a@example.com'] });
}

const processor = (stack: Stack, archive: LogArchive) =>
  new LogProcessor(stack, 'Processor', { archive, alertTopic: topicOf(stack), rules: oneRule() });

/** Changes of a deployed estate, any two of which may come one after the other. */
export const LATER_CHANGES: Readonly<Record<string, (estate: ChangedEstate) => ChangedEstate>> = {
  "another account's trail joins": withTrails(TRAIL, OTHER_TRAIL),
  "another account's trail takes the place of its own": withTrails(OTHER_TRAIL),
  'another lifecycle': withProps({ lifecycleRules: ArchiveLifecycle.intelligentTiering() }),
  'files that S3 encrypts, after a key': withProps({ encryption: ArchiveEncryption.S3_MANAGED_AFTER_KMS }),
  'an inventory': withProps({ inventory: {} }),
  'a log processor': withPart(processor),
  'an integrity monitor': withPart(
    (stack, archive) => new IntegrityMonitor(stack, 'Integrity', { archive, alertTopic: topicOf(stack) }),
  ),
  'realtime alerts': withPart(
    (stack) => new RealtimeAlerts(stack, 'Realtime', { alertTopic: topicOf(stack), rules: oneRule() }),
  ),
  'a reader of another account': withPart(
    (stack, archive) =>
      new LogReaderRole(stack, 'Siem', {
        archive,
        reader: LogReader.thirdParty({ account: OTHER, externalId: 'example-company' }),
      }),
  ),
  'a delivery topic': withPart(
    (stack) => new DeliveryTopic(stack, 'Deliveries', { trails: [TRAIL, OTHER_TRAIL] }),
  ),
  'a replica in another Region': withPart(
    (stack) =>
      new LogArchiveReplica(
        new Stack(stack.node.scope as App, 'Copy', { env: { ...HERE, region: 'eu-west-1' } }),
        'Replica',
        {
          sourceAccount: ACCOUNT,
        },
      ),
  ),
};

/** Adds the stacks of an estate to an app that has none. */
export function buildEstate(app: App, { props, trails, parts, encrypted = false }: ChangedEstate): void {
  const stack = new Stack(app, 'Audit', { env: HERE });
  const key = encrypted ? { encryptionKey: new TrailKey(stack, 'Key', { trails: props.trails }) } : {};
  const archive = new LogArchive(stack, 'Archive', { ...props, ...key });
  for (const identity of trails) {
    const { ownerAccount } = identity;
    const scope =
      ownerAccount === ACCOUNT
        ? stack
        : new Stack(app, 'Other', { env: { account: ownerAccount, region: REGION } });
    new AuditTrail(scope, 'Trail', { identity, archive, cloudWatchLogs: TrailLogGroup.create() });
  }
  for (const part of parts) part(stack, archive);
}
