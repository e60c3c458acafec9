import { CfnParameter, type Stack } from 'aws-cdk-lib';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import {
  AlarmSet,
  AlertTopic,
  ArchiveSearch,
  AuditAccess,
  AuditTrail,
  type AuditTrailAttributes,
  DataEventType,
  DeliveryMonitor,
  EventDataStore,
  EventSelection,
  type IAuditTrail,
  IntegrityMonitor,
  LakeImport,
  LogArchive,
  LogProcessor,
  LogTable,
  MetricAlarms,
  TamperDetection,
  type TrailIdentity,
} from '../../../lib/index';
import {
  ACCOUNT,
  MANAGEMENT,
  newStack,
  ORGANIZATION_TRAIL,
  oneRule,
  REGION,
  TRAIL,
  warningsOf,
} from '../synthesize';

const RECORD = { eventCategory: 'Management', eventSource: 'iam.amazonaws.com', readOnly: false };

function attributesIn(stack: Stack, identity: TrailIdentity = TRAIL): Required<AuditTrailAttributes> {
  return {
    identity,
    archive: LogArchive.fromBucket(stack, 'Archive', {
      bucket: Bucket.fromBucketName(stack, 'Bucket', 'company-logs'),
      ...{ trails: [identity], keyPrefix: 'audit', policyManagedElsewhere: true },
    }),
    logGroup: LogGroup.fromLogGroupArn(
      stack,
      'Logs',
      `arn:aws:logs:${identity.homeRegion}:${identity.ownerAccount}:log-group:company:*`,
    ),
    eventSelection: EventSelection.managementEvents(),
    ...{ multiRegion: true, logging: true },
  };
}

function topicOf(stack: Stack) {
  const topic = Topic.fromTopicArn(stack, 'Alerts', `arn:aws:sns:${REGION}:${ACCOUNT}:alerts`);
  return AlertTopic.fromTopic(stack, 'AlertTopic', topic);
}

const processorOf = (stack: Stack, { archive }: IAuditTrail) =>
  new LogProcessor(stack, 'Processor', { archive, alertTopic: topicOf(stack), rules: oneRule() });

/** What takes a trail or a part of it, and the attribute that it cannot do without. */
const USES: readonly (readonly [
  string,
  keyof AuditTrailAttributes,
  (stack: Stack, trail: IAuditTrail) => unknown,
])[] = [
  [
    'MetricAlarms',
    'logGroup',
    (stack, trail) => new MetricAlarms(stack, 'Alarms', { trail, alertTopic: topicOf(stack) }),
  ],
  ['metricLogEvents', 'logGroup', (_, trail) => trail.metricLogEvents()],
  ['metricLogBytes', 'logGroup', (_, trail) => trail.metricLogBytes()],
  ['explain', 'eventSelection', (_, trail) => trail.explain(RECORD)],
  ['LogProcessor', 'archive', processorOf],
  [
    'IntegrityMonitor',
    'archive',
    (stack, { archive }) => new IntegrityMonitor(stack, 'Integrity', { archive, alertTopic: topicOf(stack) }),
  ],
  [
    'DeliveryMonitor of its archive',
    'archive',
    (stack, { archive }) => new DeliveryMonitor(stack, 'Delivery', { archive, alertTopic: topicOf(stack) }),
  ],
  [
    'ArchiveSearch',
    'archive',
    (stack, trail) =>
      new ArchiveSearch(stack, 'Search', { archive: trail.archive, processor: processorOf(stack, trail) }),
  ],
  [
    'LogTable',
    'archive',
    (stack, { archive }) => new LogTable(stack, 'Table', { archive, firstDay: '2026-01-01' }),
  ],
  [
    'LakeImport',
    'archive',
    (stack, { archive }) =>
      new LakeImport(stack, 'Import', {
        archive,
        eventDataStore: new EventDataStore(stack, 'Store'),
        startTime: new Date('2026-01-01T00:00:00Z'),
        endTime: new Date('2026-02-01T00:00:00Z'),
      }),
  ],
  [
    'AuditAccess',
    'identity',
    (stack, { identity }) => new AuditAccess(stack, 'Access', { trails: [identity] }),
  ],
  [
    'TamperDetection',
    'identity',
    (stack, { identity }) => new TamperDetection(stack, 'Tampering', { trails: [identity] }),
  ],
];

describe.each(USES)('%s', (_name, attribute, use) => {
  test('takes an imported trail of which everything is known', () => {
    const stack = newStack();
    const trail = AuditTrail.fromTrailAttributes(stack, 'Trail', attributesIn(stack));
    expect(() => use(stack, trail)).not.toThrow();
  });

  test(`fails without its ${attribute}, and says which attribute to give`, () => {
    const stack = newStack();
    const { [attribute]: _left, ...others } = attributesIn(stack);
    const { identity } = others as Partial<AuditTrailAttributes>;
    const trail =
      identity === undefined
        ? AuditTrail.fromTrailArn(stack, 'Trail', TRAIL.trailArn)
        : AuditTrail.fromTrailAttributes(stack, 'Trail', { ...others, identity });
    expect(() => use(stack, trail)).toThrow(new RegExp(`${attribute}.*AuditTrail\\.fromTrailAttributes`));
  });
});

/** A stack of ACCOUNT and REGION with an imported trail, and with the metric alarms on its log group. */
function alarmsOf(
  attributes: (stack: Stack) => AuditTrailAttributes,
  alarms = AlarmSet.securityHub(),
): Stack {
  const stack = newStack();
  const trail = AuditTrail.fromTrailAttributes(stack, 'Trail', attributes(stack));
  new MetricAlarms(stack, 'Alarms', { trail, alertTopic: topicOf(stack), alarms });
  return stack;
}

describe('an imported trail', () => {
  test('known by its ARN alone has its name and can be watched', () => {
    const stack = newStack();
    const trail = AuditTrail.fromTrailArn(stack, 'Trail', TRAIL.trailArn);
    expect(trail.trailRef).toEqual({ trailArn: TRAIL.trailArn, trailName: 'primary' });
    expect(trail.env).toEqual({ account: ACCOUNT, region: REGION });
    expect(trail.logGroup).toBeUndefined();
  });

  test('explains what it logs', () => {
    const stack = newStack();
    const eventSelection = EventSelection.dataEvents(DataEventType.S3_OBJECT);
    const trail = AuditTrail.fromTrailAttributes(stack, 'Trail', { identity: TRAIL, eventSelection });
    expect(trail.explain(RECORD).logged).toBe(false);
  });

  test('of values of the deployment is taken as it is', () => {
    const stack = newStack({});
    const arn = new CfnParameter(stack, 'Arn').valueAsString;
    expect(stack.resolve(AuditTrail.fromTrailArn(stack, 'Trail', arn).trailArn)).toEqual({ Ref: 'Arn' });
  });

  test.each([
    ['another Region', `arn:aws:logs:eu-west-1:${ACCOUNT}:log-group:company:*`],
    ['another account', `arn:aws:logs:${REGION}:${MANAGEMENT}:log-group:company:*`],
  ])('fails with a log group of %s', (_name, arn) => {
    const stack = newStack();
    const logGroup = LogGroup.fromLogGroupArn(stack, 'Logs', arn);
    expect(() => AuditTrail.fromTrailAttributes(stack, 'Trail', { identity: TRAIL, logGroup })).toThrow(
      /the log group 'Stack\/Logs' is in account .* CloudTrail requires a log group in the home Region/,
    );
  });

  test('of an organization may have its log group with a delegated administrator', () => {
    const stack = newStack();
    const { archive, ...others } = attributesIn(stack, ORGANIZATION_TRAIL);
    const arn = `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:administrator:*`;
    const logGroup = LogGroup.fromLogGroupArn(stack, 'Administrator', arn);
    const trail = AuditTrail.fromTrailAttributes(stack, 'Trail', { ...others, archive, logGroup });
    new MetricAlarms(stack, 'Alarms', { trail, alertTopic: topicOf(stack) });
    expect(warningsOf(stack).filter((warning) => warning.includes('ack: cdk-trailwatch:controls'))).toEqual(
      [],
    );
  });

  test('fails with an archive that does not list it', () => {
    const stack = newStack();
    const { archive } = attributesIn(stack, ORGANIZATION_TRAIL);
    expect(() => AuditTrail.fromTrailAttributes(stack, 'Trail', { identity: TRAIL, archive })).toThrow(
      "archive 'Stack/Archive' does not list the imported trail 'primary'",
    );
  });

  test('fails with alarms in another account than its log group', () => {
    expect(() => alarmsOf((stack) => attributesIn(stack, ORGANIZATION_TRAIL))).toThrow(
      `the log group 'Stack/Logs' is in account '${MANAGEMENT}' and Region '${REGION}', but the alarms are in '${ACCOUNT}' and '${REGION}'; ` +
        'put the alarms into a stack of the account and Region of the log group',
    );
  });

  test('fails by its ARN alone, and not with its identity, in a delivery monitor of another account', () => {
    const monitor = (importIn: (stack: Stack) => IAuditTrail) => {
      const stack = newStack();
      const { archive } = attributesIn(stack);
      const furtherTrails = [importIn(stack)];
      return () =>
        new DeliveryMonitor(stack, 'Delivery', { archive, alertTopic: topicOf(stack), furtherTrails });
    };
    const { trailArn } = ORGANIZATION_TRAIL;
    expect(monitor((stack) => AuditTrail.fromTrailArn(stack, 'Trail', trailArn))).toThrow(
      `of account '${MANAGEMENT}', but the monitor is in '${ACCOUNT}'`,
    );
    const identity = ORGANIZATION_TRAIL;
    expect(monitor((stack) => AuditTrail.fromTrailAttributes(stack, 'Trail', { identity }))).not.toThrow();
  });
});

describe('the selection of an imported trail', () => {
  const warnedOf = (stack: Stack) =>
    warningsOf(stack).flatMap(
      (warning) => /\[ack: cdk-trailwatch:(controls\w+|rulesNotLogged)\]$/.exec(warning)?.[1] ?? [],
    );

  test.each<[string, Partial<AuditTrailAttributes>, readonly string[]]>([
    ['all management events', { eventSelection: EventSelection.managementEvents() }, []],
    [
      'no events of KMS',
      { eventSelection: EventSelection.managementEvents().withoutKms() },
      ['controlsWithoutKms'],
    ],
    [
      'one Region, and nothing said of events',
      { eventSelection: undefined, multiRegion: false },
      ['controlsOfOneRegion'],
    ],
  ])('decides what metric alarms warn of: %s', (_name, changes, ids) => {
    expect(warnedOf(alarmsOf((stack) => ({ ...attributesIn(stack), ...changes })))).toEqual(ids);
  });

  test.each<[string, EventSelection | undefined, readonly string[]]>([
    ['data events alone', EventSelection.dataEvents(DataEventType.S3_OBJECT), ['rulesNotLogged']],
    ['management events', EventSelection.managementEvents(), []],
    ['not known', undefined, []],
  ])('decides whether a processor warns of rules that find nothing: %s', (_name, eventSelection, ids) => {
    const stack = newStack();
    const trail = AuditTrail.fromTrailAttributes(stack, 'Trail', { ...attributesIn(stack), eventSelection });
    processorOf(stack, trail);
    expect(warnedOf(stack)).toEqual(ids);
  });
});
