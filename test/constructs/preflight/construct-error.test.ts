import { CfnParameter, Duration, type Stack } from 'aws-cdk-lib';
import { AccountPrincipal } from 'aws-cdk-lib/aws-iam';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import {
  AlarmContext,
  AlertTopic,
  AuditAccess,
  AuditGuardrails,
  AuditTrail,
  ChatTopic,
  DataEventType,
  DeliveryTopic,
  EventSelection,
  IntegrityMonitor,
  LogArchive,
  LogArchiveReplica,
  LogProcessor,
  LogReader,
  LogReaderRole,
  LogTable,
  MetricAlarms,
  RealtimeAlerts,
  RealtimeAlertsRegion,
  RealtimeAlertsStackSet,
  RuleSet,
  ScheduledQuery,
  TrailKey,
  TrailLogGroup,
  Trailwatch,
} from '../../../lib';
import { errorAt, within } from '../../../lib/constructs/preflight/construct-error';
import { newStack, ORGANIZATION_TRAIL, oneRule, TRAIL } from '../synthesize';

const trails = [TRAIL];
const archiveIn = (stack: Stack) => new LogArchive(stack, 'Archive', { trails });
const topicIn = (stack: Stack) => AlertTopic.fromTopic(stack, 'Alerts', new Topic(stack, 'Topic'));
const readerOf = LogReader.thirdParty({ account: '222233334444', externalId: 'customer/4711' });

/** One wrong use of every construct, named `Wrong` where it creates one. */
const WRONG: Readonly<Record<string, (stack: Stack) => unknown>> = {
  'LogArchive name': (stack) => new LogArchive(stack, 'Wrong', { trails, bucketName: 'NO' }),
  'LogArchive names': (stack) =>
    new LogArchive(stack, 'Wrong', { trails, bucketName: 'logs', deployedBucketName: 'logs' }),
  'LogArchive key': (stack) => {
    const encryptionKey = new TrailKey(stack, 'Key', { trails: [ORGANIZATION_TRAIL] });
    return new LogArchive(stack, 'Wrong', { trails, encryptionKey });
  },
  'LogArchive.fromBucket': (stack) =>
    LogArchive.fromBucket(stack, 'Wrong', { trails, bucket: new Bucket(stack, 'Bucket'), keyPrefix: '/' }),
  'LogArchive.grantRead': (stack) =>
    new LogArchive(stack, 'Wrong', { trails }).grantRead(new AccountPrincipal('222233334444'), {
      accounts: ['1'],
    }),
  LogArchiveReplica: (stack) => new LogArchiveReplica(stack, 'Wrong', { sourceAccount: '1' }),
  TrailKey: (stack) => new TrailKey(stack, 'Wrong', { trails, rotationPeriod: Duration.days(1) }),
  'AuditTrail trust': (stack) =>
    new AuditTrail(stack, 'Wrong', { identity: ORGANIZATION_TRAIL, archive: archiveIn(stack) }),
  'AuditTrail selection': (stack) => {
    const eventSelection = EventSelection.dataEvents(...DataEventType.all(), ...DataEventType.all());
    return new AuditTrail(stack, 'Wrong', { identity: TRAIL, archive: archiveIn(stack), eventSelection });
  },
  'AuditTrail metric': (stack) =>
    new AuditTrail(stack, 'Wrong', { identity: TRAIL, archive: archiveIn(stack) }).metricLogEvents(),
  'AuditTrail.fromTrailArn': (stack) => AuditTrail.fromTrailArn(stack, 'Wrong', 'arn:aws:s3:::bucket'),
  DeliveryTopic: (stack) => new DeliveryTopic(stack, 'Wrong', { trails, topicName: 'a topic' }),
  'AlertTopic e-mail': (stack) => new AlertTopic(stack, 'Wrong', { emails: ['security'] }),
  'AlertTopic URL': (stack) => new AlertTopic(stack, 'Wrong').addHttps('http://example.com'),
  'AlertTopic accounts': (stack) => new AlertTopic(stack, 'Wrong').allowPublishFrom('1'),
  'AlertTopic organization': (stack) => new AlertTopic(stack, 'Wrong').allowPublishFromOrganization('1'),
  ChatTopic: (stack) =>
    new ChatTopic(stack, 'Wrong', { alertTopic: topicIn(stack), filter: { accounts: ['1'] } }),
  'LogProcessor number': (stack) =>
    new LogProcessor(stack, 'Wrong', { ...workingIn(stack), timeout: Duration.seconds(1) }),
  'LogProcessor rules': (stack) =>
    new LogProcessor(stack, 'Wrong', { ...workingIn(stack), rules: RuleSet.fromRules() }),
  'LogProcessor runbooks': (stack) =>
    new LogProcessor(stack, 'Wrong', { ...workingIn(stack), runbooks: 'wiki' }),
  'LogProcessor metric': (stack) => new LogProcessor(stack, 'Wrong', workingIn(stack)).metric('Nothing'),
  IntegrityMonitor: (stack) =>
    new IntegrityMonitor(stack, 'Wrong', { ...workingIn(stack), checkEvery: Duration.days(9) }),
  RealtimeAlerts: (stack) =>
    new RealtimeAlerts(stack, 'Wrong', { alertTopic: topicIn(stack), busName: 'a bus' }),
  RealtimeAlertsRegion: (stack) =>
    new RealtimeAlertsRegion(stack, 'Wrong', { busArn: 'bus', rules: oneRule() }),
  RealtimeAlertsStackSet: (stack) =>
    new RealtimeAlertsStackSet(stack, 'Wrong', {
      ...{ busArn: 'bus', rules: oneRule(), regions: [], organizationalUnitIds: [] },
    }),
  'MetricAlarms log group': (stack) => new MetricAlarms(stack, 'Wrong', { alertTopic: topicIn(stack) }),
  AlarmContext: (stack) => {
    const trail = new AuditTrail(stack, 'Trail', {
      ...{ identity: TRAIL, archive: archiveIn(stack), cloudWatchLogs: TrailLogGroup.create() },
    });
    const alarms = new MetricAlarms(stack, 'Alarms', { trail, alertTopic: topicIn(stack) });
    return new AlarmContext(stack, 'Wrong', { metricAlarms: alarms, maxRecords: 0 });
  },
  ScheduledQuery: (stack) => {
    const { archive, alertTopic } = workingIn(stack);
    const table = new LogTable(stack, 'Table', { archive, firstDay: '2026-01-01' });
    return new ScheduledQuery(stack, 'Wrong', { table, alertTopic, namedQuery: 'nothing' });
  },
  LogReaderRole: (stack) =>
    new LogReaderRole(stack, 'Wrong', { archive: archiveIn(stack), reader: readerOf, roleName: 'a role' }),
  'LogReaderRole part': (stack) =>
    new LogReaderRole(stack, 'Wrong', {
      archive: archiveIn(stack),
      reader: readerOf,
      readable: { accounts: ['1'] },
    }),
  AuditAccess: (stack) =>
    new AuditAccess(stack, 'Wrong', {
      trails,
      archive: archiveIn(stack),
      readable: { regions: ['nowhere!'] },
    }),
  AuditGuardrails: (stack) =>
    new AuditGuardrails(stack, 'Wrong', { ...{ stacks: [stack], trails, exemptRoleArns: ['*'] } }),
  'Trailwatch exclusion': (stack) =>
    new Trailwatch(stack, 'Wrong', { archive: archiveIn(stack), identity: TRAIL, keyPrefix: 'audit' }),
  'Trailwatch realtime': (stack) =>
    new Trailwatch(stack, 'Wrong', { identity: TRAIL, realtime: { memberRegions: ['us-east-1'] } }),
};

function workingIn(stack: Stack) {
  return { archive: archiveIn(stack), alertTopic: topicIn(stack), rules: oneRule() };
}

function errorOf(use: () => unknown): Error & { readonly constructPath?: string } {
  try {
    use();
  } catch (error) {
    return error as Error;
  }
  throw new Error('nothing was thrown');
}

test.each(Object.entries(WRONG))('fails with the path of the construct: %s', (_, use) => {
  const error = errorOf(() => use(newStack()));
  expect(error.constructPath).toBe('Stack/Wrong');
  expect(error.stack).toMatch(/\nRelates to construct:\n {2}Stack\/Wrong$/);
  expect(error.message).not.toContain('Relates');
});

test('fails with the path of the part that refuses, within a construct of several parts', () => {
  const error = errorOf(() => new Trailwatch(newStack(), 'Trailwatch', { identity: TRAIL, keyPrefix: '/' }));
  expect(error.message).toMatch(/^keyPrefix '\/'/);
  expect(error.constructPath).toBe('Stack/Trailwatch/Archive');
});

test('names what is known only at deployment, in the message and at the head of the stack trace', () => {
  const stack = newStack();
  const bucketName = new CfnParameter(stack, 'LogBucket').valueAsString;
  const refuse = () => {
    throw new Error(`the bucket '${bucketName}' is full`);
  };
  const error = errorOf(() => within(stack, refuse));
  // biome-ignore lint/suspicious/noTemplateCurlyInString: as CloudFormation writes a reference
  expect(error.message).toBe("the bucket '${LogBucket}' is full");
  expect(error.stack).toMatch(/^Error: the bucket '\$\{LogBucket\}' is full\n/);
});

describe('within', () => {
  test('gives what is computed', () => {
    expect(within(newStack(), () => 4)).toBe(4);
  });

  test('keeps message and stack of an error, and adds one path only', () => {
    const stack = newStack();
    const first = new Error('too long');
    const fail = () =>
      within(stack, () => {
        throw first;
      });
    const located = errorOf(fail);
    expect(located).toMatchObject({ message: 'too long', constructPath: 'Stack' });
    expect(located.stack).toBe(`${first.stack}\nRelates to construct:\n  Stack`);
    const inner = errorAt(new Topic(stack, 'Topic'), 'wrong');
    const failInside = () =>
      within(stack, () => {
        throw inner;
      });
    expect(errorOf(failInside)).toBe(inner);
  });

  test('leaves errors of the CDK as they are, which have a path', () => {
    const stack = newStack();
    const fail = (id: string) => new Bucket(stack, id, { bucketName: 'A' });
    const own = errorOf(() => fail('One'));
    const error = errorOf(() => within(stack, () => fail('Two')));
    expect(error.constructor).toBe(own.constructor);
    expect(error.message).toBe(own.message);
    expect(error.constructPath).toBe(own.constructPath?.replace('One', 'Two'));
  });
});
