import { App, Duration, RemovalPolicy, Size, Stack } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { AlarmSet, AlertTopic, Trailwatch, type TrailwatchProps } from '../../lib/index';
import {
  ACCOUNT,
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

const FUNCTION = 'AWS::Lambda::Function';

function stackWith(props: TrailwatchProps): Stack {
  const stack = newStack();
  new Trailwatch(stack, 'Trailwatch', { rules: oneRule(), identity: TRAIL, ...props });
  return stack;
}

/** The stack of Trailwatch, and one of the account of the trail. */
function twoAccounts(): { readonly stack: Stack; readonly trailScope: Stack } {
  const app = new App();
  const stack = new Stack(app, 'Audit', { env: { account: ACCOUNT, region: REGION } });
  const trailScope = new Stack(app, 'Trails', { env: { account: MANAGEMENT, region: REGION } });
  return { stack, trailScope };
}

test.each(['processor', 'integrity'] as const)(
  'options of its %s are those of that construct, and no other function has them',
  (part) => {
    const id = part === 'processor' ? 'TrailwatchProcessorFunction' : 'TrailwatchIntegrityFunction';
    const [plain, chosen] = [
      stackWith({}),
      stackWith({
        [part]: {
          ...{ memorySize: Size.gibibytes(3), timeout: Duration.minutes(9), maxConcurrency: 3 },
          ...{ logRetention: RetentionDays.ONE_YEAR, alarmThresholds: { deadLetters: 7 }, stormThreshold: 5 },
        },
      }),
    ];
    const { Properties } = resourceOf(chosen, FUNCTION, id);
    expect(Properties).toMatchObject({ MemorySize: 3072, Timeout: 540 });
    expect(JSON.stringify(Properties.Environment)).toContain('"5"');
    const group = resourcesOf(chosen, 'AWS::Logs::LogGroup').filter(
      (each) => each.Properties.RetentionInDays === 365,
    );
    expect(group).toHaveLength(1);
    const differing = resourcesOf(chosen, FUNCTION).filter(
      (each, at) =>
        JSON.stringify(each.Properties) !== JSON.stringify(resourcesOf(plain, FUNCTION)[at]?.Properties),
    );
    expect(differing).toHaveLength(1);
    expect(
      resourcesOf(chosen, 'AWS::CloudWatch::Alarm').filter((each) => each.Properties.Threshold === 7),
    ).toHaveLength(1);
  },
);

test('an option of a part comes before the same one of all parts', () => {
  const stack = stackWith({
    removalPolicy: RemovalPolicy.DESTROY,
    processor: { removalPolicy: RemovalPolicy.RETAIN },
  });
  const deletionOf = (id: string) => resourceOf(stack, 'AWS::DynamoDB::Table', id).DeletionPolicy;
  expect([deletionOf('TrailwatchProcessor'), deletionOf('TrailwatchIntegrity')]).toEqual([
    'Retain',
    'Delete',
  ]);
});

test('an option without a value leaves the default, such as the name that stacks of other accounts need', () => {
  const { stack, trailScope } = twoAccounts();
  const noValue = { removalPolicy: undefined };
  new Trailwatch(stack, 'Trailwatch', {
    ...{ identity: ORGANIZATION_TRAIL, trailScope, rules: oneRule(), bucketName: LOG_BUCKET },
    ...{ removalPolicy: RemovalPolicy.DESTROY, emails: ['a@example.com'], alarms: AlarmSet.quiet() },
    ...{ processor: noValue, integrity: noValue, trailLogs: noValue },
    alerts: { topicName: undefined },
  });
  expect(resourceOf(stack, 'AWS::SNS::Topic').Properties.TopicName).toMatch(/Alerts$/);
  const deletions = resourcesOf(stack, 'AWS::DynamoDB::Table').map(({ DeletionPolicy }) => DeletionPolicy);
  expect(deletions).toEqual(['Delete', 'Delete']);
  expect(resourceOf(trailScope, 'AWS::Logs::LogGroup', 'Trail').DeletionPolicy).toBe('Delete');
});

test('the log group of the trail is kept and encrypted as trailLogs says, in the account of the trail too', () => {
  const here = stackWith({
    alarms: AlarmSet.quiet(),
    trailLogs: { retention: RetentionDays.TEN_YEARS, logGroupName: 'trail' },
  });
  expect(resourceOf(here, 'AWS::Logs::LogGroup', 'TrailwatchTrail').Properties).toMatchObject({
    ...{ RetentionInDays: 3653, LogGroupName: 'trail' },
    KmsKeyId: { 'Fn::GetAtt': [expect.stringContaining('TrailwatchArchiveKey'), 'Arn'] },
  });
  for (const isKeyGiven of [false, true]) {
    const { stack, trailScope } = twoAccounts();
    const encryptionKey = isKeyGiven ? new Key(trailScope, 'Own') : undefined;
    new Trailwatch(stack, 'Trailwatch', {
      ...{ identity: ORGANIZATION_TRAIL, trailScope, rules: oneRule(), bucketName: LOG_BUCKET },
      alarms: AlarmSet.quiet(),
      trailLogs: { retention: RetentionDays.TEN_YEARS, ...(encryptionKey && { encryptionKey }) },
    });
    const { Properties } = resourceOf(trailScope, 'AWS::Logs::LogGroup', 'Trail');
    expect(Properties.RetentionInDays).toBe(3653);
    expect(JSON.stringify(Properties.KmsKeyId)).toContain(isKeyGiven ? '"Own' : '"TrailLogsKey');
    expect(resourcesOf(trailScope, 'AWS::KMS::Key')).toHaveLength(1);
  }
});

test.each([
  ['with alarms', AlarmSet.quiet()],
  ['without alarms', undefined],
])('the new trail delivers to a log group that exists, %s, and none is created', (_which, alarms) => {
  const { stack, trailScope } = twoAccounts();
  new Trailwatch(stack, 'Trailwatch', {
    ...{ identity: ORGANIZATION_TRAIL, trailScope, rules: oneRule(), bucketName: LOG_BUCKET, alarms },
    logGroup: LogGroup.fromLogGroupName(trailScope, 'Existing', 'company-trail'),
  });
  const { Properties } = resourceOf(trailScope, 'AWS::CloudTrail::Trail');
  expect(JSON.stringify(Properties.CloudWatchLogsLogGroupArn)).toContain('log-group:company-trail:*');
  expect(resourcesOf(trailScope, 'AWS::Logs::LogGroup', 'Trail')).toEqual([]);
  expect(resourcesOf(trailScope, 'AWS::KMS::Key')).toEqual([]);
  const names = resourcesOf(trailScope, 'AWS::Logs::MetricFilter').map(
    (filter) => filter.Properties.LogGroupName,
  );
  expect(new Set(names)).toEqual(new Set(alarms === undefined ? [] : ['company-trail']));
});

test('guardrails of Trailwatch protect the bucket and the key of an archive that exists', () => {
  const stack = newStack();
  const exemptRoleArns = [`arn:aws:iam::${ACCOUNT}:role/deployer`];
  const keyArn = `arn:aws:kms:${REGION}:${ACCOUNT}:key/0a1b2c3d-0000-4000-8000-000000000000`;
  const { guardrails } = new Trailwatch(stack, 'Trailwatch', {
    ...{ rules: oneRule(), identity: TRAIL },
    guardrails: { exemptRoleArns, bucketArns: ['arn:aws:s3:::company-logs'], keyArns: [keyArn] },
  });
  const documents = guardrails?.documents().map(({ json }) => json) ?? [];
  expect(documents.some((json) => json.includes('arn:aws:s3:::company-logs/*'))).toBe(true);
  expect(documents.some((json) => json.includes(keyArn))).toBe(true);
});

test('the topic has the key and the name that alerts says', () => {
  const stack = newStack();
  const encryptionKey = new Key(stack, 'Own');
  new Trailwatch(stack, 'Trailwatch', {
    ...{ rules: oneRule(), identity: TRAIL, emails: ['a@example.com'] },
    alerts: { encryptionKey, topicName: 'audit-alerts' },
  });
  const { Properties } = resourceOf(stack, 'AWS::SNS::Topic');
  expect(Properties.TopicName).toBe('audit-alerts');
  expect(JSON.stringify(Properties.KmsMasterKeyId)).toContain('Own');
});

test('options of a part that is not created are refused', () => {
  expect(() => stackWith({ trailLogs: { retention: RetentionDays.ONE_WEEK } })).toThrow(
    'trailLogs is given, but alarms is not, so the trail delivers to the archive alone',
  );
  const stack = newStack();
  const logGroup = LogGroup.fromLogGroupName(stack, 'Existing', 'company-trail');
  expect(() => stackWith({ alarms: AlarmSet.quiet(), logGroup, trailLogs: {} })).toThrow(
    'trailLogs and logGroup are both given',
  );
  const alertTopic = new AlertTopic(stack, 'Alerts');
  const build = () =>
    new Trailwatch(stack, 'Trailwatch', { alertTopic, alerts: { topicName: 'other' }, rules: oneRule() });
  expect(build).toThrow('alerts and alertTopic are both given');
});
