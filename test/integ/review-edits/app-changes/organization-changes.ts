import { type App, Duration, Stack } from 'aws-cdk-lib';
import { Bucket, ObjectLockRetention } from 'aws-cdk-lib/aws-s3';
import {
  AlertTopic,
  AuditGuardrails,
  type AuditGuardrailsProps,
  AuditTrail,
  type AuditTrailProps,
  DeliveryTopic,
  EventSelection,
  LogArchive,
  LogArchiveReplica,
  LogFolder,
  LogProcessor,
  LogReader,
  LogReaderRole,
  type LogReaderRoleProps,
  RealtimeAlerts,
  type RealtimeAlertsProps,
  RealtimeAlertsRegion,
  RealtimeAlertsStackSet,
  type RealtimeAlertsStackSetProps,
  ResponderRole,
  type ResponderRoleProps,
  ResponseAction,
  TrailIdentity,
  TrailLogGroup,
} from '../../../../lib/index';
import {
  ACCOUNT,
  LOG_ARCHIVE,
  LOG_BUCKET,
  MANAGEMENT,
  ORGANIZATION,
  ORGANIZATION_TRAIL,
  REGION,
} from '../../../constructs/synthesize';
import { type AppChange, type Build, backwards, type Expected, fewRules } from './app-change';

const MEMBER = '222233334444';
const OTHER = '333344445555';
const ROOT = 'r-abcd';
const UNITS = ['ou-abcd-11111111', 'ou-abcd-22222222'];
const role = (name: string) => `arn:aws:iam::${LOG_ARCHIVE}:role/${name}`;

/** What the code of an organization has beside what it always has. */
interface Written {
  readonly trail?: Partial<AuditTrailProps>;
  readonly hasTopic?: boolean;
  readonly realtime?: Partial<RealtimeAlertsProps>;
  readonly members?: Partial<RealtimeAlertsStackSetProps>;
  /** Regions of the management account that send to the bus. */
  readonly regions?: readonly string[];
  readonly guardrails?: Partial<AuditGuardrailsProps>;
  readonly reader?: Partial<LogReaderRoleProps> | 'none';
  readonly responder?: Partial<ResponderRoleProps>;
  readonly trails?: readonly TrailIdentity[];
  readonly replicaLockDays?: number;
  readonly hasReplica?: boolean;
  readonly accessLogs?: boolean;
  readonly archiveRegion?: string;
}

/** An organization over the accounts of its management, its logs and one member. */
function organization(written: Written): Build {
  return (app) => {
    const logs = new Stack(app, 'LogArchive', { env: { account: LOG_ARCHIVE, region: REGION } });
    const archive = archiveOf(app, logs, written);
    const alertTopic = new AlertTopic(logs, 'Alerts', { emails: ['soc@example.com'] });
    const processor = new LogProcessor(logs, 'Processor', { archive, alertTopic, rules: fewRules() });
    const realtime = new RealtimeAlerts(logs, 'Realtime', {
      ...{ alertTopic, processor, ...(written.realtime ?? { organizationId: ORGANIZATION }) },
    });
    addManagement(app, archive, realtime, written);
    if (written.reader !== 'none')
      new LogReaderRole(logs, 'Vendor', {
        archive,
        reader: LogReader.thirdParty({ account: MEMBER, externalId: 'vendor' }),
        readable: { folders: [LogFolder.RECORDS], regions: [REGION] },
        ...written.reader,
      });
    new AuditGuardrails(app.node.findChild('Management') as Stack, 'Guardrails', {
      ...{ stacks: [logs], trails: [ORGANIZATION_TRAIL], exemptRoleArns: [role('Deploy')] },
      ...{ organizationId: ORGANIZATION, targetIds: UNITS, ...written.guardrails },
    });
    const member = new Stack(app, 'Member', { env: { account: ACCOUNT, region: REGION } });
    new ResponderRole(member, 'Responder', {
      ...{ responderAccount: LOG_ARCHIVE, organizationId: ORGANIZATION },
      actions: [ResponseAction.DISABLE_ACCESS_KEY, ResponseAction.REVOKE_INGRESS],
      ...written.responder,
    });
  };
}

function archiveOf(app: App, logs: Stack, written: Written): LogArchive {
  const { trails = [ORGANIZATION_TRAIL], hasReplica = false, replicaLockDays = 365, accessLogs } = written;
  const objectLock = ObjectLockRetention.governance(Duration.days(365));
  const copy = () => new Stack(app, 'Copy', { env: { account: LOG_ARCHIVE, region: 'eu-west-1' } });
  const replica = hasReplica
    ? new LogArchiveReplica(copy(), 'Replica', {
        sourceAccount: LOG_ARCHIVE,
        objectLock: ObjectLockRetention.governance(Duration.days(replicaLockDays)),
      })
    : undefined;
  return new LogArchive(logs, 'Archive', {
    ...{ trails: [...trails], bucketName: LOG_BUCKET, objectLock },
    ...(replica && { replication: { replica } }),
    ...(accessLogs === false && {
      serverAccessLogsBucket: Bucket.fromBucketName(logs, 'Logs', 'access-logs'),
    }),
  });
}

function addManagement(app: App, archive: LogArchive, realtime: RealtimeAlerts, written: Written): void {
  const { regions = ['us-east-1'], members = {}, trail = {}, hasTopic = false } = written;
  const { busArn, rules } = realtime;
  const management = new Stack(app, 'Management', { env: { account: MANAGEMENT, region: REGION } });
  const deliveryTopic = hasTopic
    ? { deliveryTopic: new DeliveryTopic(management, 'Deliveries', { trails: [ORGANIZATION_TRAIL] }) }
    : {};
  new AuditTrail(management, 'Trail', { identity: ORGANIZATION_TRAIL, archive, ...deliveryTopic, ...trail });
  new RealtimeAlertsRegion(management, 'Realtime', { busArn, rules });
  for (const region of regions) {
    const stack = new Stack(app, `Management-${region}`, { env: { account: MANAGEMENT, region } });
    new RealtimeAlertsRegion(stack, 'Realtime', { busArn, rules });
  }
  new RealtimeAlertsStackSet(management, 'Members', {
    ...{ busArn, rules, regions: [REGION, 'us-east-1'], organizationalUnitIds: UNITS },
    ...members,
  });
}

function change(
  name: string,
  [expects, about]: readonly [expects: Expected, about?: RegExp],
  before: Written,
  after: Written,
): AppChange {
  return { name, expects, ...(about && { about }), before: organization(before), after: organization(after) };
}

const UNITS_TO_ROOT = change(
  'the root instead of units',
  ['stronger'],
  {},
  { members: { organizationalUnitIds: [ROOT] } },
);
const REGIONS = change(
  'members of another Region, too',
  ['stronger'],
  {},
  { members: { regions: [REGION, 'us-east-1', 'eu-west-1'] } },
);
const OWN_REGION = change(
  'another Region of the management account',
  ['stronger'],
  {},
  { regions: ['us-east-1', 'eu-west-1'] },
);
const TARGETS = change(
  'guardrails on a further unit',
  ['stronger'],
  { guardrails: { targetIds: UNITS.slice(0, 1) } },
  { guardrails: { targetIds: UNITS } },
);
const EXEMPT = change(
  'a role more is exempt from guardrails',
  ['weaker', /Breakglass/],
  {},
  { guardrails: { exemptRoleArns: [role('Deploy'), role('Breakglass')] } },
);
const OPERATORS = change(
  'operators in guardrails',
  ['weaker', /Operator/],
  { guardrails: { operatorRoleArns: [role('Nobody')] } },
  { guardrails: { operatorRoleArns: [role('Nobody'), role('Operator')] } },
);
const BUCKETS = change(
  'guardrails of a further bucket',
  ['stronger'],
  {},
  { guardrails: { bucketArns: ['arn:aws:s3:::company-backups'] } },
);
const ACTIONS = change(
  'a response less in a member',
  ['weaker', /Responder|role/],
  {},
  { responder: { actions: [ResponseAction.DISABLE_ACCESS_KEY] } },
);
const DELIVERIES = change('a topic of deliveries', ['stronger'], {}, { hasTopic: true });
const GROUP = change(
  'a log group of the trail',
  ['stronger'],
  {},
  { trail: { cloudWatchLogs: TrailLogGroup.create() } },
);
const REPLICA = change('a replica', ['stronger'], {}, { hasReplica: true });
const READER = change('a vendor', ['weaker', /Vendor|222233334444/], { reader: 'none' }, {});

/** Changes of apps over several accounts and Regions. */
export const ORGANIZATION_CHANGES: readonly AppChange[] = [
  UNITS_TO_ROOT,
  backwards(UNITS_TO_ROOT, 'weaker', /r-abcd|ou-|unit/),
  REGIONS,
  backwards(REGIONS, 'weaker', /eu-west-1|Region/),
  OWN_REGION,
  backwards(OWN_REGION, 'weaker'),
  TARGETS,
  backwards(TARGETS, 'weaker', /ou-abcd-22222222|target/),
  EXEMPT,
  backwards(EXEMPT, 'weaker', /KeepDeployment|Breakglass/),
  OPERATORS,
  backwards(OPERATORS, 'weaker', /KeepRolesAndStacks|Operator/),
  BUCKETS,
  backwards(BUCKETS, 'weaker'),
  ACTIONS,
  DELIVERIES,
  backwards(DELIVERIES, 'weaker', /topic/),
  GROUP,
  backwards(GROUP, 'weaker', /log group/),
  REPLICA,
  backwards(REPLICA, 'weaker', /repli/i),
  READER,
  backwards(READER, 'stronger'),
  change(
    'an account is excluded',
    ['weaker', /exclud|222233334444/],
    { members: { organizationalUnitIds: [ROOT] } },
    { members: { organizationalUnitIds: [ROOT], excludedAccounts: [MEMBER] } },
  ),
  change(
    'an account is excluded no more',
    ['stronger'],
    { members: { organizationalUnitIds: [ROOT], excludedAccounts: [MEMBER] } },
    { members: { organizationalUnitIds: [ROOT] } },
  ),
  change(
    'members are deployed more at a time',
    ['ordinary'],
    {},
    { members: { operationPreferences: { maxConcurrentPercentage: 50, failureTolerancePercentage: 10 } } },
  ),
  change('tags of the stack set', ['ordinary'], {}, { members: { tags: { owner: 'security' } } }),
  change('a description of no member', ['ordinary'], {}, {}),
  change(
    'the organization no more, but one account',
    ['weaker', /organization|o-exampleorgid/],
    {},
    { realtime: { organizationId: ORGANIZATION.replace('org', 'xyz') } },
  ),
  change(
    'an account less sends events',
    ['weaker', /333344445555/],
    { realtime: { accounts: [MANAGEMENT, MEMBER, OTHER] } },
    { realtime: { accounts: [MANAGEMENT, MEMBER] } },
  ),
  change(
    'no member sends events',
    ['weaker', /222233334444/],
    { realtime: { accounts: [MANAGEMENT, MEMBER] } },
    { realtime: { accounts: [MANAGEMENT] } },
  ),
  change('a trail of one Region', ['weaker', /Region/], {}, { trail: { multiRegion: false } }),
  change('no digest files', ['weaker', /validation/], {}, { trail: { logFileValidation: false } }),
  change('a trail that is stopped', ['weaker', /logg/i], {}, { trail: { logging: false } }),
  change(
    'a trail of written events',
    ['weaker', /read/i],
    {},
    { trail: { eventSelection: EventSelection.managementEvents().writeOnly() } },
  ),
  change(
    'a shorter lock of the replica',
    ['weaker', /30/],
    { hasReplica: true },
    { hasReplica: true, replicaLockDays: 30 },
  ),
  change(
    'a longer lock of the replica',
    ['stronger'],
    { hasReplica: true, replicaLockDays: 30 },
    { hasReplica: true },
  ),
  change(
    'a trail of another account delivers, too',
    ['ordinary'],
    {},
    { trails: [ORGANIZATION_TRAIL, ofOther()] },
  ),
  change(
    'a trail of another account delivers no more',
    ['weaker', /555566667777|other/],
    { trails: [ORGANIZATION_TRAIL, ofOther()] },
    {},
  ),
  change('access logs go elsewhere', ['open'], {}, { accessLogs: false }),
  change(
    'a vendor reads more Regions',
    ['weaker', /Vendor/],
    {},
    { reader: { readable: { folders: [LogFolder.RECORDS], regions: [REGION, 'eu-west-1'] } } },
  ),
  change('a vendor reads fewer folders', ['stronger'], { reader: { readable: { regions: [REGION] } } }, {}),
  change(
    'a vendor reads for a year only',
    ['stronger'],
    {},
    { reader: { validUntil: new Date('2099-01-01T00:00:00Z') } },
  ),
  change(
    'a vendor reads for longer',
    ['weaker', /2099|Vendor/],
    { reader: { validUntil: new Date('2098-01-01T00:00:00Z') } },
    { reader: { validUntil: new Date('2099-01-01T00:00:00Z') } },
  ),
  change(
    'another vendor',
    ['weaker', /333344445555/],
    {},
    { reader: { reader: LogReader.thirdParty({ account: OTHER, externalId: 'vendor' }) } },
  ),
  change(
    'another external id',
    ['open'],
    {},
    { reader: { reader: LogReader.thirdParty({ account: MEMBER, externalId: 'vendor-2' }) } },
  ),
  change(
    'a role of the responder for one Region',
    ['weaker', /Responder|role/],
    {},
    { responder: { responderRegions: ['eu-west-1'] } },
  ),
];

function ofOther(): TrailIdentity {
  return TrailIdentity.account({ trailName: 'other', homeRegion: REGION, ownerAccount: '555566667777' });
}
