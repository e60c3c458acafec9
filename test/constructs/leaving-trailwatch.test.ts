import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, CfnOutput, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import {
  AlarmContext,
  AlarmSet,
  AlertTopic,
  AuditGuardrails,
  AuditTrail,
  EventSelection,
  Insights,
  IntegrityMonitor,
  LogArchive,
  LogProcessor,
  LogReader,
  LogReaderRole,
  MetricAlarms,
  RealtimeAlerts,
  TamperDetection,
  TrailIdentity,
  TrailLogGroup,
  Trailwatch,
} from '../../lib/index';
import { fencedBlocks } from '../documents/code-blocks';
import { loadExample } from '../documents/run-example';
import {
  ACCOUNT,
  LOG_ARCHIVE,
  LOG_BUCKET,
  MANAGEMENT,
  newStack,
  ORGANIZATION_TRAIL,
  oneRule,
  REGION,
  resourceOf,
  resourcesOf,
  TRAIL,
} from './synthesize';

const ALARMS = AlarmSet.quiet().only('trail-changed');
const GUARDRAILS = { exemptRoleArns: ['arn:aws:iam::*:role/cdk-hnb659fds-*'], targetIds: ['r-abcd'] };
const READER = LogReader.thirdParty({ account: '222233334444', externalId: 'customer/4711' });
const EMAILS = ['security@example.com'];

function resourcesWithoutOutputs(build: (stack: Stack) => void): Record<string, unknown> {
  const stack = new Stack(new App(), 'Audit', { env: { account: ACCOUNT, region: REGION } });
  build(stack);
  return Template.fromStack(stack).toJSON().Resources;
}

test('the parts with the same ids in a construct of the same id are the same resources', () => {
  const rules = oneRule();
  const whole = resourcesWithoutOutputs((stack) => {
    new Trailwatch(stack, 'Trailwatch', {
      identity: TRAIL,
      emails: EMAILS,
      rules,
      alarms: ALARMS,
      realtime: {},
      insights: [Insights.callRate()],
      readers: { Vendor: READER },
      guardrails: GUARDRAILS,
    });
  });
  const parts = resourcesWithoutOutputs((stack) => {
    const scope = new Construct(stack, 'Trailwatch');
    const archive = new LogArchive(scope, 'Archive', { trails: [TRAIL] });
    const alertTopic = new AlertTopic(scope, 'Alerts', { emails: EMAILS });
    new LogReaderRole(scope, 'Vendor', { archive, reader: READER });
    const tampering = new TamperDetection(scope, 'TamperDetection', { trails: [TRAIL] });
    const processor = new LogProcessor(scope, 'Processor', {
      ...{ archive, alertTopic },
      rules: rules.merge(tampering.rules),
    });
    const monitor = new IntegrityMonitor(scope, 'Integrity', { archive, alertTopic });
    const trail = new AuditTrail(scope, 'Trail', {
      identity: TRAIL,
      archive,
      eventSelection: EventSelection.managementEvents()
        .withInsights(Insights.callRate())
        .plus(tampering.claimEvents(processor.table, monitor.table)),
      cloudWatchLogs: TrailLogGroup.create({ encryptionKey: archive.encryptionKey?.key }),
    });
    const alarms = new MetricAlarms(scope, 'MetricAlarms', { trail, alertTopic, alarms: ALARMS });
    new AlarmContext(scope, 'AlarmContext', { metricAlarms: alarms, processor });
    new RealtimeAlerts(scope, 'Realtime', { alertTopic, processor });
    new AuditGuardrails(scope, 'Guardrails', { ...GUARDRAILS, stacks: [stack], trails: [TRAIL] });
  });
  expect(Object.keys(parts).length).toBeGreaterThan(40);
  expect(parts).toEqual(whole);
});

test('the app of the page has the resources of Trailwatch, and the same rules', () => {
  const [example] = fencedBlocks('docs/deploy/leaving-trailwatch.md');
  const { AuditStack } = loadExample(example ?? { text: '' }) as {
    AuditStack: new (...args: unknown[]) => Stack;
  };
  const parts = new AuditStack(new App(), 'Audit', { env: { account: ACCOUNT, region: REGION } });
  const whole = resourcesWithoutOutputs((stack) => {
    new Trailwatch(stack, 'Trailwatch', { emails: EMAILS });
  });
  expect(Template.fromStack(parts).toJSON().Resources).toEqual(whole);
});

test('the page has every id that the parts need', () => {
  const page = readFileSync(join(__dirname, '../../docs/deploy/leaving-trailwatch.md'), 'utf8');
  const app = new App();
  const stack = new Stack(app, 'Audit', { env: { account: LOG_ARCHIVE, region: REGION } });
  const trailScope = new Stack(app, 'Trail', { env: { account: MANAGEMENT, region: REGION } });
  const trailwatch = new Trailwatch(stack, 'Trailwatch', {
    ...{ identity: ORGANIZATION_TRAIL, trailScope, bucketName: LOG_BUCKET, alarms: ALARMS },
    ...{ guardrails: GUARDRAILS, deliveryMonitor: {}, organizationAdministration: {} },
    realtime: { memberRegions: [REGION], organizationalUnitIds: ['r-abcd'] },
  });
  const ids = [trailwatch, trailScope].flatMap(({ node }) =>
    node.children.filter((child) => !CfnOutput.isCfnElement(child)).map((child) => child.node.id),
  );
  expect(ids).toEqual(
    expect.arrayContaining(['OrganizationAdministration', 'Realtime', 'RealtimeMembers', 'TrailLogsKey']),
  );
  for (const id of ids) expect(page).toMatch(new RegExp(`['\`]${id}['\`]`));
});

describe('parts that are given', () => {
  test('take the place of those that Trailwatch creates', () => {
    const stack = newStack();
    const archive = new LogArchive(stack, 'OwnArchive', { trails: [TRAIL] });
    const alertTopic = new AlertTopic(stack, 'OwnTopic', { emails: EMAILS });
    const trailwatch = new Trailwatch(stack, 'Trailwatch', {
      identity: TRAIL,
      archive,
      alertTopic,
      rules: oneRule(),
      eventSelection: EventSelection.managementEvents().withoutKms(),
    });
    expect([trailwatch.archive, trailwatch.alertTopic]).toEqual([archive, alertTopic]);
    expect(resourcesOf(stack, 'AWS::SNS::Topic')).toHaveLength(1);
    expect(resourcesOf(stack, 'AWS::S3::Bucket', 'Trailwatch')).toEqual([]);
    expect(JSON.stringify(resourceOf(stack, 'AWS::CloudTrail::Trail').Properties)).toContain(
      'kms.amazonaws.com',
    );
  });

  test('may be an archive that exists', () => {
    const stack = newStack();
    const archive = LogArchive.fromBucket(stack, 'OwnArchive', {
      bucket: Bucket.fromBucketName(stack, 'Bucket', 'logs'),
      trails: [TRAIL],
      policyManagedElsewhere: true,
    });
    new Trailwatch(stack, 'Trailwatch', { identity: TRAIL, archive, rules: oneRule(), emails: EMAILS });
    expect(resourceOf(stack, 'AWS::CloudTrail::Trail').Properties.S3BucketName).toBe('logs');
    expect(resourcesOf(stack, 'AWS::S3::Bucket')).toEqual([]);
  });

  test('fail beside options of the part that they replace', () => {
    const stack = newStack();
    const archive = new LogArchive(stack, 'OwnArchive', { trails: [TRAIL] });
    const alertTopic = new AlertTopic(stack, 'OwnTopic');
    expect(() => new Trailwatch(stack, 'One', { identity: TRAIL, archive, keyPrefix: 'audit' })).toThrow(
      "keyPrefix and archive are both given; keyPrefix is for the part that Trailwatch creates, so set it where 'archive' is created",
    );
    expect(() => new Trailwatch(stack, 'Two', { identity: TRAIL, alertTopic, emails: EMAILS })).toThrow(
      'emails and alertTopic are both given',
    );
  });
});

/** The outputs of a stack as their logical ids without the hash, with what each refers to. */
function outputsOf(stack: Stack): Record<string, unknown> {
  const { Outputs = {} } = Template.fromStack(stack).toJSON();
  const entries = Object.entries<{ Value: unknown }>(Outputs);
  return Object.fromEntries(
    entries
      .filter(([id]) => !id.startsWith('ExportsOutput'))
      .map(([id, { Value }]) => [id.replace(/[0-9A-F]{8}$/, ''), Value]),
  );
}

test('outputs say what an operator needs', () => {
  const stack = newStack();
  new Trailwatch(stack, 'Trailwatch', {
    ...{ identity: TRAIL, rules: oneRule(), emails: EMAILS },
    ...{ alarms: ALARMS, realtime: {} },
  });
  const refersTo = (part: string) =>
    expect.objectContaining({ Ref: expect.stringMatching(`^Trailwatch${part}`) });
  const arnOf = (part: string) => ({ 'Fn::GetAtt': [expect.stringMatching(`^Trailwatch${part}`), 'Arn'] });
  expect(outputsOf(stack)).toEqual({
    TrailwatchArchiveBucketName: refersTo('ArchiveBucket'),
    TrailwatchArchiveKeyArn: arnOf('ArchiveKey'),
    TrailwatchTrailTrailArn: arnOf('Trail'),
    TrailwatchAlertTopicArn: refersTo('AlertsTopic'),
    TrailwatchAlertTopicKeyArn: arnOf('AlertsKey'),
    TrailwatchClaimsTableName: refersTo('ProcessorClaims'),
    TrailwatchProcessorDeadLetterQueueUrl: refersTo('ProcessorDeliveriesDeadLetters'),
    TrailwatchIntegrityDeadLetterQueueUrl: refersTo('IntegrityDeadLetters'),
    TrailwatchRealtimeBusArn: expect.anything(),
    TrailwatchRealtimeDeadLetterQueueUrl: refersTo('RealtimeDeadLetters'),
    TrailwatchAlarmContextDeadLetterQueueUrl: refersTo('AlarmContextDeadLetters'),
  });
});

test('outputs leave out what is not there, and are in the stack of the part that they are about', () => {
  const app = new App();
  const home = new Stack(app, 'Home', { env: { account: ACCOUNT, region: REGION } });
  const elsewhere = new Stack(app, 'Elsewhere', { env: { account: '999988887777', region: REGION } });
  const identity = TrailIdentity.account({
    ...{ trailName: 'audit', homeRegion: REGION },
    ownerAccount: '999988887777',
  });
  new Trailwatch(home, 'Trailwatch', {
    ...{ identity, trailScope: elsewhere, alarms: ALARMS, rules: oneRule() },
    bucketName: 'logs',
  });
  expect(Object.keys(outputsOf(home)).sort()).toEqual([
    'TrailwatchAlertTopicArn',
    'TrailwatchAlertTopicKeyArn',
    'TrailwatchArchiveBucketName',
    'TrailwatchArchiveKeyArn',
    'TrailwatchClaimsTableName',
    'TrailwatchIntegrityDeadLetterQueueUrl',
    'TrailwatchProcessorDeadLetterQueueUrl',
  ]);
  expect(Object.keys(outputsOf(elsewhere)).sort()).toEqual([
    'AlarmContextDeadLetterQueueUrl',
    'TrailTrailArn',
  ]);
});
