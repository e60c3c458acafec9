import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { App, Aws, Stack } from 'aws-cdk-lib';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import {
  AlertResponse,
  AlertTopic,
  AuditAccess,
  AuditEndpoint,
  AuditGuardrails,
  AuditTrail,
  ChatTopic,
  DeliveryMonitor,
  DeliveryTopic,
  EventBusSink,
  EventDataStore,
  LakeChannel,
  LakeEvents,
  LandingZone,
  type LandingZoneProps,
  LogArchive,
  LogArchiveReplica,
  LogReader,
  LogReaderRole,
  LogTable,
  QueryResultsBucket,
  RealtimeAlerts,
  RealtimeAlertsRegion,
  RealtimeAlertsStackSet,
  Responder,
  ResponderRole,
  ResponseAction,
  RuleSet,
  ScheduledQuery,
  TamperDetection,
  TrailIdentity,
  TrailKey,
  Trailwatch,
  UnifiedCentralization,
  type UnifiedCentralizationProps,
  UnifiedIngestion,
  UnifiedScope,
} from '../../../lib/index';
import { ACCOUNT, LOG_ARCHIVE, ORGANIZATION, ORGANIZATION_TRAIL, oneRule } from '../synthesize';

/** A partition, its Region that stacks are deployed to, and a misspelling of it. */
const PLACES = {
  aws: { region: 'eu-central-1', misspelt: 'eu-centrall-1' },
  'aws-us-gov': { region: 'us-gov-west-1', misspelt: 'us-govv-west-1' },
  'aws-cn': { region: 'cn-north-1', misspelt: 'cn-nort-1' },
};

type Partition = keyof typeof PLACES;
const PARTITIONS = Object.keys(PLACES) as Partition[];

/** Uses a value in a property of a construct of the stack. */
type Use = (stack: Stack, value: string) => unknown;

const trailIn = ({ region }: Stack, ownerAccount = ACCOUNT) =>
  TrailIdentity.account({ trailName: 'primary', homeRegion: region, ownerAccount });

const archiveIn = (stack: Stack) => new LogArchive(stack, 'Archive', { trails: [trailIn(stack)] });
const topicIn = (stack: Stack) => new AlertTopic(stack, 'Alerts', { emails: ['security@example.com'] });
const inPartition = (stack: Stack) => PARTITIONS.find((one) => PLACES[one].region === stack.region);

const guardrails = (stack: Stack, props: object) =>
  new AuditGuardrails(stack, 'Guardrails', {
    ...{ stacks: [stack], trails: [], exemptRoleArns: [`arn:${inPartition(stack)}:iam::*:role/deployment`] },
    ...props,
  });

const access = (stack: Stack, props: object) =>
  new AuditAccess(stack, 'Access', { trails: [trailIn(stack)], ...props });

const replicaOf = (stack: Stack, attributes: object) =>
  LogArchiveReplica.fromAttributes(stack, 'Replica', {
    ...{ bucketName: 'replica', account: ACCOUNT, region: stack.region, sourceAccount: ACCOUNT },
    ...{ keyArn: `arn:${inPartition(stack)}:kms:${stack.region}:${ACCOUNT}:key/one`, ...attributes },
    replicationRoleName: 'replication',
  });

const table = (stack: Stack, props: object) =>
  new LogTable(stack, 'Table', { archive: archiveIn(stack), firstDay: '2026-01-01', ...props });

const stackSet = (stack: Stack, props: object) =>
  new RealtimeAlertsStackSet(stack, 'Members', {
    busArn: `arn:${inPartition(stack)}:events:${stack.region}:${ACCOUNT}:event-bus/trailwatch-realtime`,
    ...{ regions: [stack.region], organizationalUnitIds: ['r-abcd'], rules: oneRule(), ...props },
  });

const responder = (stack: Stack, props: object) => {
  const responses = [AlertResponse.startLogging({ rules: oneRule() })];
  return new Responder(stack, 'Responder', { alertTopic: topicIn(stack), responses, ...props });
};

const trailwatch = (stack: Stack, props: object) =>
  new Trailwatch(stack, 'Trailwatch', { rules: oneRule(), emails: ['security@example.com'], ...props });

const zoneTrail = (stack: Stack, props: Partial<LandingZoneProps>) =>
  LandingZone.controlTower({
    ...{ homeRegion: stack.region, managementAccount: ACCOUNT, logArchiveAccount: LOG_ARCHIVE },
    ...{ organizationId: ORGANIZATION, ...props },
  }).trail(stack, 'Zone');

const reader = (stack: Stack, logReader: LogReader) =>
  new LogReaderRole(stack, 'Reader', { archive: archiveIn(stack), reader: logReader });

/** An ARN but for its partition and Region: `arn:PARTITION:` and so on. */
const ROLE = `arn:PARTITION:iam::${ACCOUNT}:role/deployment`;
const KEY = `arn:PARTITION:kms:REGION:${ACCOUNT}:key/0a1b2c3d-0000-4000-8000-000000000000`;
const BUS = `arn:PARTITION:events:REGION:${ACCOUNT}:event-bus/trailwatch-realtime`;

/** Every property that takes an ARN, with one that fits. */
const ARNS: Readonly<Record<string, readonly [string, Use]>> = {
  'ArchiveReplication.keyArn': [
    KEY,
    (stack, keyArn) =>
      new LogArchive(stack, 'Archive', {
        trails: [trailIn(stack)],
        replication: { replica: replicaOf(stack, {}), keyArn },
      }),
  ],
  'LandingZoneProps.keyArn': [KEY, (stack, keyArn) => zoneTrail(stack, { keyArn })],
  'AuditAccessProps.channelArns': [
    `arn:PARTITION:cloudtrail:REGION:${ACCOUNT}:channel/one`,
    (stack, arn) => access(stack, { channelArns: [arn] }),
  ],
  'AuditAccessProps.dashboardArns': [
    `arn:PARTITION:cloudtrail:REGION:${ACCOUNT}:dashboard/one`,
    (stack, arn) => access(stack, { dashboardArns: [arn] }),
  ],
  'AuditAccessProps.eventDataStoreArns': [
    `arn:PARTITION:cloudtrail:REGION:${ACCOUNT}:eventdatastore/one`,
    (stack, arn) => access(stack, { eventDataStoreArns: [arn] }),
  ],
  'AuditAccessProps.eventDataStoreKeyArns': [
    KEY,
    (stack, arn) => access(stack, { eventDataStoreKeyArns: [arn] }),
  ],
  'AuditAccessProps.logsRoleArns': [ROLE, (stack, arn) => access(stack, { logsRoleArns: [arn] })],
  'AuditGuardrailsOptions.exemptRoleArns': [
    ROLE,
    (stack, arn) => guardrails(stack, { exemptRoleArns: [arn] }),
  ],
  'AuditGuardrailsOptions.operatorRoleArns': [
    ROLE,
    (stack, arn) => guardrails(stack, { operatorRoleArns: [arn] }),
  ],
  'AuditGuardrailsOptions.bucketArns': [
    'arn:PARTITION:s3:::company-logs',
    (stack, arn) => guardrails(stack, { bucketArns: [arn] }),
  ],
  'AuditGuardrailsOptions.keyArns': [KEY, (stack, arn) => guardrails(stack, { keyArns: [arn] })],
  'AlertSinkProps.originKeyArns': [
    KEY,
    (stack, arn) => {
      const eventBus = EventBus.fromEventBusName(stack, 'Bus', 'security');
      return new EventBusSink(stack, 'Sink', { alertTopic: topicIn(stack), eventBus, originKeyArns: [arn] });
    },
  ],
  'ChatTopicProps.originKeyArns': [
    KEY,
    (stack, arn) => new ChatTopic(stack, 'Chat', { alertTopic: topicIn(stack), originKeyArns: [arn] }),
  ],
  'LogArchiveReplicaAttributes.keyArn': [KEY, (stack, keyArn) => replicaOf(stack, { keyArn })],
  'OwnAccountReaderProps.principalArns': [
    ROLE,
    (stack, arn) => reader(stack, LogReader.ownAccount({ account: ACCOUNT, principalArns: [arn] })),
  ],
  'ThirdPartyReaderProps.principalArns': [
    ROLE,
    (stack, arn) =>
      reader(stack, LogReader.thirdParty({ account: ACCOUNT, externalId: 'example', principalArns: [arn] })),
  ],
  'RealtimeAlertsRegionProps.busArn': [
    BUS,
    (stack, busArn) => new RealtimeAlertsRegion(stack, 'Realtime', { busArn, rules: oneRule() }),
  ],
  'RealtimeAlertsStackSetProps.busArn': [BUS, (stack, busArn) => stackSet(stack, { busArn })],
  'TamperDetectionProps.deploymentRoleArns': [
    ROLE,
    (stack, arn) => new TamperDetection(stack, 'Tampering', { deploymentRoleArns: [arn] }),
  ],
  'TamperDetectionProps.operatorRoleArns': [
    ROLE,
    (stack, arn) => new TamperDetection(stack, 'Tampering', { operatorRoleArns: [arn] }),
  ],
  'TrailwatchProps.deploymentRoleArns': [
    ROLE,
    (stack, arn) => trailwatch(stack, { deploymentRoleArns: [arn] }),
  ],
  'TrailwatchProps.operatorRoleArns': [ROLE, (stack, arn) => trailwatch(stack, { operatorRoleArns: [arn] })],
};

/** Rules are files of the app: they have what is known at synth. */
const KNOWN_AT_SYNTH = /^(TamperDetectionProps|TrailwatchProps)\./;

/** Imported resources, by ARN. */
const IMPORTED: Readonly<Record<string, readonly [string, Use]>> = {
  'AuditTrail.fromTrailArn': [
    `arn:PARTITION:cloudtrail:REGION:${ACCOUNT}:trail/primary`,
    (stack, arn) => AuditTrail.fromTrailArn(stack, 'Trail', arn),
  ],
  'LogArchive.fromBucket': [
    'arn:PARTITION:s3:::company-logs',
    (stack, arn) =>
      LogArchive.fromBucket(stack, 'Archive', {
        bucket: Bucket.fromBucketArn(stack, 'Bucket', arn),
        ...{ trails: [trailIn(stack)], policyManagedElsewhere: true },
      }),
  ],
  'TrailKey.fromKey': [
    KEY,
    (stack, arn) =>
      TrailKey.fromKey(stack, 'Key', {
        key: Key.fromKeyArn(stack, 'Imported', arn),
        ...{ trails: [trailIn(stack)], policyManagedElsewhere: true },
      }),
  ],
  'DeliveryTopic.fromTopic': [
    `arn:PARTITION:sns:REGION:${ACCOUNT}:deliveries`,
    (stack, arn) =>
      DeliveryTopic.fromTopic(stack, 'Deliveries', {
        topic: Topic.fromTopicArn(stack, 'Topic', arn),
        ...{ trails: [trailIn(stack)], policyManagedElsewhere: true },
      }),
  ],
  'AlertTopic.fromTopic': [
    `arn:PARTITION:sns:REGION:${ACCOUNT}:alerts`,
    (stack, arn) => AlertTopic.fromTopic(stack, 'Alerts', Topic.fromTopicArn(stack, 'Topic', arn)),
  ],
};

/** Every property that takes a Region. */
const REGIONS: Readonly<Record<string, Use>> = {
  'AccountTrailIdentityProps.homeRegion': (stack, homeRegion) =>
    new LogArchive(stack, 'Archive', {
      trails: [TrailIdentity.account({ trailName: 'primary', ownerAccount: ACCOUNT, homeRegion })],
    }),
  'MemberTrailsIdentityProps.homeRegion': (stack, homeRegion) =>
    new TrailKey(stack, 'Key', {
      trails: [TrailIdentity.members({ trailName: 'primary', organizationId: ORGANIZATION, homeRegion })],
    }),
  'OrganizationTrailIdentityProps.homeRegion': (stack, homeRegion) =>
    new TrailKey(stack, 'Key', {
      trails: [
        TrailIdentity.organization({
          ...{
            trailName: 'everyone',
            managementAccount: ACCOUNT,
            organizationId: ORGANIZATION,
            homeRegion,
          },
        }),
      ],
    }),
  'DeliveryMonitorOptions.regions': (stack, region) =>
    new DeliveryMonitor(stack, 'Delivery', {
      ...{ archive: archiveIn(stack), alertTopic: topicIn(stack), regions: [region] },
    }),
  'LogArchiveReplicaAttributes.region': (stack, region) => replicaOf(stack, { region }),
  'LogReadOptions.regions': (stack, region) =>
    access(stack, { archive: archiveIn(stack), readable: { regions: [region] } }),
  'LogTableProps.regions': (stack, region) => table(stack, { regions: [region] }),
  'LandingZoneProps.homeRegion': (stack, homeRegion) => zoneTrail(stack, { homeRegion }),
  'RealtimeAlertsStackSetProps.regions': (stack, region) => stackSet(stack, { regions: [region] }),
  'ResponderRoleProps.responderRegions': (stack, region) =>
    new ResponderRole(stack, 'Role', {
      ...{ responderAccount: ACCOUNT, responderRegions: [region] },
      actions: [ResponseAction.START_LOGGING],
    }),
  'StackSetOperationPreferences.regionOrder': (stack, region) =>
    stackSet(stack, { regions: [region], operationPreferences: { regionOrder: [region] } }),
  'TrailwatchRealtimeOptions.memberRegions': (stack, region) =>
    trailwatch(stack, {
      realtime: { memberRegions: [region], organizationalUnitIds: ['r-abcd'] },
      identity: TrailIdentity.organization({
        ...{ trailName: 'everyone', organizationId: ORGANIZATION },
        ...{ managementAccount: stack.account, homeRegion: stack.region },
      }),
    }),
  'UnifiedBackup.region': (stack, region) =>
    centralization(stack, { destinationRegion: Aws.REGION, backup: { region } }),
  'UnifiedCentralizationProps.destinationRegion': (stack, destinationRegion) =>
    centralization(stack, { destinationRegion }),
  'UnifiedCentralizationProps.sourceRegions': (stack, region) =>
    centralization(stack, { sourceRegions: [region] }),
  'UnifiedIngestionProps.regions': (stack, region) =>
    new UnifiedIngestion(stack, 'Unified', { regions: [region] }),
};

/** Every property that takes an account's id. */
const ACCOUNTS: Readonly<Record<string, Use>> = {
  'BuiltInRulesProps.ownAccounts': (_stack, account) => RuleSet.builtIn({ ownAccounts: [account] }),
  'AccountTrailIdentityProps.ownerAccount': (stack, account) => trailIn(stack, account),
  'AuditEndpointProps.accounts': (stack, account) =>
    new AuditEndpoint(stack, 'Endpoints', { vpc: new Vpc(stack, 'Vpc'), accounts: [account] }),
  'EventDataStoreProps.organizationManagementAccount': (stack, organizationManagementAccount) =>
    new EventDataStore(stack, 'Store', { organizationManagementAccount }),
  'UnifiedCentralizationProps.destinationAccount': (stack, destinationAccount) =>
    centralization(stack, { destinationAccount }),
  'UnifiedIngestionProps.organizationAdministratorAccount': (stack, organizationAdministratorAccount) => {
    const env = { account: organizationAdministratorAccount, region: stack.region };
    const administration = new Stack(stack, 'Administration', { env });
    new UnifiedIngestion(administration, 'Unified', { organizationAdministratorAccount });
  },
  'LandingZoneProps.logArchiveAccount': (stack, logArchiveAccount) => zoneTrail(stack, { logArchiveAccount }),
  'LandingZoneProps.managementAccount': (stack, managementAccount) => zoneTrail(stack, { managementAccount }),
  'LakeChannelPartner.accounts': (stack, account) =>
    new LakeChannel(stack, 'Channel', {
      eventDataStores: [new EventDataStore(stack, 'Store', { events: LakeEvents.integrations() })],
    }).admitPartner({ accounts: [account], externalId: 'example' }),
  'QueryResultsBucketProps.ownerAccount': (stack, ownerAccount) =>
    new QueryResultsBucket(stack, 'Results', { ownerAccount }),
  'OrganizationTrailIdentityProps.managementAccount': (stack, managementAccount) =>
    TrailIdentity.organization({
      ...{ trailName: 'everyone', homeRegion: stack.region, organizationId: ORGANIZATION },
      managementAccount,
    }),
  'AlertFilter.accounts': (stack, account) =>
    topicIn(stack).addEmail('one@example.com', { accounts: [account] }),
  'AttachGuardrailOptions.managementAccount': (_, managementAccount) =>
    AlertResponse.attachGuardrail({ rules: oneRule(), policyId: 'p-examplepolicyid', managementAccount }),
  'ResponderProps.memberAccounts': (stack, account) => responder(stack, { memberAccounts: [account] }),
  'ResponderRoleProps.responderAccount': (stack, responderAccount) =>
    new ResponderRole(stack, 'Roles', { responderAccount, actions: [ResponseAction.START_LOGGING] }),
  'ResponseExemptions.accounts': (stack, account) => responder(stack, { exempt: { accounts: [account] } }),
  'LogArchiveReplicaAttributes.account': (stack, account) => replicaOf(stack, { account }),
  'LogArchiveReplicaAttributes.sourceAccount': (stack, sourceAccount) => replicaOf(stack, { sourceAccount }),
  'LogArchiveReplicaProps.sourceAccount': (stack, sourceAccount) =>
    new LogArchiveReplica(stack, 'Replica', { sourceAccount }),
  'LogReadOptions.accounts': (stack, account) =>
    access(stack, { archive: archiveIn(stack), readable: { accounts: [account] } }),
  'LogTableProps.accounts': (stack, account) => table(stack, { accounts: [account] }),
  'ScheduledQueryProps.accounts': (stack, account) =>
    new ScheduledQuery(stack, 'Query', {
      ...{ table: table(stack, {}), alertTopic: topicIn(stack), namedQuery: 'subscriptions' },
      accounts: [account],
    }),
  'OwnAccountReaderProps.account': (_, account) => LogReader.ownAccount({ account }),
  'ThirdPartyReaderProps.account': (_, account) => LogReader.thirdParty({ account, externalId: 'example' }),
  'RealtimeAlertsProps.accounts': (stack, account) =>
    new RealtimeAlerts(stack, 'Realtime', {
      ...{ alertTopic: topicIn(stack), rules: oneRule(), accounts: [account] },
    }),
  'RealtimeAlertsStackSetProps.excludedAccounts': (stack, account) =>
    stackSet(stack, { excludedAccounts: [account] }),
  'SelfManagedStackSet.accounts': (stack, account) =>
    stackSet(stack, { organizationalUnitIds: undefined, selfManaged: { accounts: [account] } }),
};

function centralization(stack: Stack, props: Partial<UnifiedCentralizationProps>): void {
  new UnifiedCentralization(stack, 'Copies', {
    ...{ source: UnifiedScope.organization(ORGANIZATION), destinationAccount: ACCOUNT },
    ...{ sourceRegions: [stack.region], ...props },
  });
}

function stackIn(partition: Partition): Stack {
  return new Stack(new App(), 'Stack', { env: { account: ACCOUNT, region: PLACES[partition].region } });
}

function inPlace(text: string, partition: Partition): string {
  return text.replace('PARTITION', partition).replace('REGION', PLACES[partition].region);
}

/** Each partition with each other one. */
const PAIRS = PARTITIONS.flatMap((own) =>
  PARTITIONS.filter((other) => other !== own).map((other) => ({ own, other })),
);

describe.each(Object.entries({ ...ARNS, ...IMPORTED }))('%s', (name, [arn, use]) => {
  test.each(PARTITIONS)('takes an ARN of its partition in %s, and one that is known once deployed', (own) => {
    expect(() => use(stackIn(own), inPlace(arn, own))).not.toThrow();
    const later = () => use(stackIn(own), inPlace(arn.replace('PARTITION', Aws.PARTITION), own));
    if (KNOWN_AT_SYNTH.test(name)) expect(later).toThrow('is known only at deployment');
    else expect(later).not.toThrow();
  });

  test.each(PAIRS)('fails in $own on one of $other', ({ own, other }) => {
    expect(() => use(stackIn(own), inPlace(arn, other))).toThrow(
      `is of the partition '${other}', and the stack 'Stack' of '${own}'`,
    );
  });

  test('fails on what is no ARN', () => {
    expect(() => use(stackIn('aws'), 'company-logs')).toThrow(/company-logs|ARN/);
  });
});

describe.each(Object.entries(REGIONS))('%s', (_, use) => {
  test.each(PARTITIONS)('takes a Region of its partition in %s', (own) => {
    expect(() => use(stackIn(own), PLACES[own].region)).not.toThrow();
  });

  test.each(PAIRS)('fails in $own on one of $other', ({ own, other }) => {
    expect(() => use(stackIn(own), PLACES[other].region)).toThrow(
      `is of the partition '${other}', and the stack 'Stack' of '${own}'`,
    );
  });

  test.each(PARTITIONS)('fails on a misspelt Region in %s, and names the one that is meant', (own) => {
    expect(() => use(stackIn(own), PLACES[own].misspelt)).toThrow(`did you mean '${PLACES[own].region}'`);
  });

  test('fails on a place that is no Region', () => {
    expect(() => use(stackIn('aws'), 'Frankfurt')).toThrow("'Frankfurt' is not a valid Region");
  });
});

describe.each(Object.entries(ACCOUNTS))('%s', (_, use) => {
  test.each(['11112222333', '1111-2222-3333', 'security', ''])('fails on %j', (account) => {
    expect(() => use(stackIn('aws'), account)).toThrow(`'${account}' is not a valid account id`);
  });

  test('takes 12 digits, leading zeros included', () => {
    expect(() => use(stackIn('aws'), LOG_ARCHIVE)).not.toThrow();
  });
});

test('the tables have every property of the public API that takes an ARN, a Region or an account', () => {
  const { filename } = JSON.parse(readFileSync(join(__dirname, '../../../.jsii'), 'utf8'));
  const text = gunzipSync(readFileSync(join(__dirname, '../../..', filename))).toString();
  const { types } = JSON.parse(text) as { readonly types: Readonly<Record<string, ApiType>> };
  const found = Object.values(types)
    .filter(({ datatype }) => datatype)
    .flatMap(({ name: struct, properties = [] }) =>
      properties
        .filter(({ name }) => /(arns?|regions?|regionOrder|accounts?|accountIds?)$/i.test(name))
        .filter(({ type }) => type.primitive !== 'boolean')
        .map(({ name }) => `${struct}.${name}`),
    );
  expect(Object.keys({ ...ARNS, ...REGIONS, ...ACCOUNTS }).sort()).toEqual(found.sort());
});

interface ApiType {
  readonly name: string;
  readonly datatype?: boolean;
  readonly properties?: readonly { readonly name: string; readonly type: { readonly primitive?: string } }[];
}

test('an archive fails on a trail of another partition, and a trail on a partition that is not of its Region', () => {
  expect(() => new LogArchive(stackIn('aws-us-gov'), 'Archive', { trails: [ORGANIZATION_TRAIL] })).toThrow(
    /^trails 'arn:aws:cloudtrail:.*' is of the partition 'aws', and the stack 'Stack' of 'aws-us-gov'/,
  );
  const identity = { trailName: 'primary', homeRegion: 'cn-north-1', ownerAccount: ACCOUNT };
  expect(() => TrailIdentity.account({ ...identity, partition: 'aws' })).toThrow(
    "partition 'aws' is not that of homeRegion 'cn-north-1', which is 'aws-cn'; leave it out",
  );
});

test('where the Region of a stack is not known, every partition is taken', () => {
  const stack = new Stack(new App(), 'Stack');
  for (const partition of PARTITIONS) {
    expect(
      () =>
        new AuditGuardrails(stack, `Of-${partition}`, {
          ...{ stacks: [], trails: [], exemptRoleArns: [inPlace(ROLE, partition)] },
        }),
    ).not.toThrow();
  }
});
