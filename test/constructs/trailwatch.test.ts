import { App, Duration, Size, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Tracing } from 'aws-cdk-lib/aws-lambda';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import recommendedFlags from 'aws-cdk-lib/recommended-feature-flags.json';
import fc from 'fast-check';
import {
  AlarmSet,
  AlertTopic,
  AuditTrail,
  LogArchive,
  LogProcessor,
  LogReader,
  RuleSet,
  TrailIdentity,
  Trailwatch,
} from '../../lib/index';
import { cases } from '../jest/cases';
import {
  ACCOUNT,
  LOG_ARCHIVE,
  LOG_BUCKET,
  MANAGEMENT,
  newStack,
  ORGANIZATION,
  ORGANIZATION_TRAIL,
  oneRule,
  REGION,
  resourceOf,
  resourcesOf,
  TRAIL,
  warningsOf,
} from './synthesize';

describe('Trailwatch', () => {
  test('gives a trail of the own account, its archive, a processor and a topic', () => {
    const stack = newStack({});
    const { trail, archive, alertTopic, processor } = new Trailwatch(stack, 'Trailwatch', {
      rules: oneRule(),
    });
    expect(resourceOf(stack, 'AWS::CloudTrail::Trail').Properties).toMatchObject({
      TrailName: 'trailwatch',
      IsOrganizationTrail: false,
    });
    expect(stack.resolve(trail.identity.ownerAccount)).toEqual({ Ref: 'AWS::AccountId' });
    expect(trail.archive).toBe(archive);
    expect(processor.alarms).toHaveLength(10);
    expect(alertTopic.topic).toBeDefined();
  });

  test('puts the trail of an organization into the management account, and the rest into another', () => {
    const app = new App();
    const archiveStack = new Stack(app, 'LogArchive', { env: { account: LOG_ARCHIVE, region: REGION } });
    const trailScope = new Stack(app, 'Management', { env: { account: MANAGEMENT, region: REGION } });
    const props = {
      ...{ identity: ORGANIZATION_TRAIL, trailScope, rules: oneRule(), emails: ['a@example.com'] },
      bucketName: LOG_BUCKET,
    };
    new Trailwatch(archiveStack, 'Trailwatch', props);
    expect(Object.keys(Template.fromStack(trailScope).toJSON().Resources)).toHaveLength(1);
    expect(resourceOf(trailScope, 'AWS::CloudTrail::Trail').Properties.IsOrganizationTrail).toBe(true);
    expect(resourcesOf(archiveStack, 'AWS::CloudTrail::Trail')).toEqual([]);
    expect(trailScope.dependencies).toEqual([archiveStack]);
    expect(archiveStack.dependencies).toEqual([]);
  });

  test('has neither a log group of the trail nor alarms on it, unless alarms are asked for', () => {
    const stack = newStack();
    const { metricAlarms, alarmContext } = new Trailwatch(stack, 'Trailwatch', { rules: oneRule() });
    expect([metricAlarms, alarmContext]).toEqual([undefined, undefined]);
    expect(resourceOf(stack, 'AWS::CloudTrail::Trail').Properties.CloudWatchLogsLogGroupArn).toBeUndefined();
    expect(resourcesOf(stack, 'AWS::Logs::MetricFilter')).toEqual([]);
  });

  test('has the alarms that are asked for, and tells who is behind them, once with the processor', () => {
    const stack = newStack();
    const { metricAlarms, alarmContext, processor, alertTopic } = new Trailwatch(stack, 'Trailwatch', {
      rules: oneRule(),
      identity: TRAIL,
      alarms: AlarmSet.securityHub(),
    });
    expect(metricAlarms?.alarms).toHaveLength(14);
    expect(metricAlarms?.alertTopic).toBe(alertTopic);
    expect(alarmContext?.table).toBe(processor.table);
    const { KmsKeyId } = resourceOf(stack, 'AWS::Logs::LogGroup', 'TrailwatchTrail').Properties;
    expect(KmsKeyId).toEqual({ 'Fn::GetAtt': [expect.stringContaining('TrailwatchArchiveKey'), 'Arn'] });
    expect(resourceOf(stack, 'AWS::CloudTrail::Trail').Properties.CloudWatchLogsLogGroupArn).toBeDefined();
  });

  describe('with alarms on the trail of another account', () => {
    const build = (trailRegion = REGION) => {
      const app = new App();
      const archiveStack = new Stack(app, 'LogArchive', { env: { account: LOG_ARCHIVE, region: REGION } });
      const trailScope = new Stack(app, 'Management', { env: { account: MANAGEMENT, region: trailRegion } });
      const identity = TrailIdentity.organization({
        trailName: 'everyone',
        homeRegion: trailRegion,
        managementAccount: MANAGEMENT,
        organizationId: ORGANIZATION,
      });
      const props = {
        ...{ identity, trailScope, rules: oneRule(), alarms: AlarmSet.quiet() },
        bucketName: LOG_BUCKET,
      };
      new Trailwatch(archiveStack, 'Trailwatch', props);
      return { archiveStack, trailScope };
    };

    test('has the alarms where the trail is, and all else in its own account', () => {
      const { archiveStack, trailScope } = build();
      expect(resourcesOf(trailScope, 'AWS::Logs::MetricFilter')).toHaveLength(14);
      expect(resourcesOf(archiveStack, 'AWS::Logs::MetricFilter')).toEqual([]);
      expect(trailScope.dependencies).toEqual([archiveStack]);
      expect(archiveStack.dependencies).toEqual([]);
    });

    test('lets alarms and function of the other account publish, and the role of the function claim alerts', () => {
      const { archiveStack, trailScope } = build();
      const { TopicName } = resourceOf(archiveStack, 'AWS::SNS::Topic').Properties;
      const topicArn = {
        'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:sns:${REGION}:${LOG_ARCHIVE}:${TopicName}`]],
      };
      const [alarm] = resourcesOf(trailScope, 'AWS::CloudWatch::Alarm');
      expect(alarm?.Properties.AlarmActions).toEqual([topicArn]);
      const topicPolicy = resourceOf(archiveStack, 'AWS::SNS::TopicPolicy').Properties.PolicyDocument;
      expect(topicPolicy.Statement).toContainEqual(
        expect.objectContaining({
          Principal: { Service: 'cloudwatch.amazonaws.com' },
          Condition: { StringEquals: { 'aws:SourceAccount': MANAGEMENT } },
        }),
      );
      const table = resourceOf(archiveStack, 'AWS::DynamoDB::Table', 'TrailwatchProcessor').Properties;
      const { RoleName } = resourceOf(trailScope, 'AWS::IAM::Role', 'AlarmContext').Properties;
      expect(table.SSESpecification?.SSEEnabled ?? false).toBe(false);
      const [statement] = table.ResourcePolicy.PolicyDocument.Statement;
      expect(JSON.stringify(statement.Principal)).toContain(`:iam::${MANAGEMENT}:root`);
      expect(JSON.stringify(statement.Condition)).toContain(`:iam::${MANAGEMENT}:role/${RoleName}`);
      expect(JSON.stringify(statement.Resource)).toContain(`table/${table.TableName}`);
      const { Variables } = resourceOf(trailScope, 'AWS::Lambda::Function', 'AlarmContext').Properties
        .Environment;
      expect(JSON.stringify(Variables.TRAILWATCH_TABLE_NAME)).toContain(
        `:dynamodb:${REGION}:${LOG_ARCHIVE}:table/${table.TableName}`,
      );
    });

    test('names table and topic before there are alarms, so that alarms added later replace nothing', () => {
      const { archiveStack } = build();
      const app = new App();
      const before = new Stack(app, 'LogArchive', { env: { account: LOG_ARCHIVE, region: REGION } });
      const trailScope = new Stack(app, 'Management', { env: { account: MANAGEMENT, region: REGION } });
      new Trailwatch(before, 'Trailwatch', {
        ...{ identity: ORGANIZATION_TRAIL, trailScope, rules: oneRule(), bucketName: LOG_BUCKET },
      });
      for (const type of ['AWS::SNS::Topic', 'AWS::DynamoDB::Table']) {
        const namesOf = (stack: Stack) =>
          resourcesOf(stack, type).map(({ Properties }) => [Properties.TopicName, Properties.TableName]);
        expect(namesOf(before)).toEqual(namesOf(archiveStack));
      }
      expect(resourceOf(before, 'AWS::SNS::Topic').Properties.TopicName).toBeDefined();
    });

    test('fails when the trail is in another Region, too', () => {
      expect(() => build('us-east-1')).toThrow(
        "the trail is in 'us-east-1', but Trailwatch is in 'eu-central-1': an alarm can publish only to a topic in its own Region",
      );
    });
  });

  test.each([true, false])(
    'fails without a rule, whether it watches itself (%s) or not',
    (tamperDetection) => {
      const build = () =>
        new Trailwatch(newStack(), 'Trailwatch', {
          ...{ rules: RuleSet.fromRules(), identity: TRAIL, emails: ['a@example.com'], tamperDetection },
        });
      expect(build).toThrow(
        'rules contains no rules, so only changes to trailwatch itself would be detected',
      );
    },
  );

  test('says the same in an app with all the feature flags that a new app has', () => {
    const env = { account: ACCOUNT, region: REGION };
    const [none, all] = [{}, recommendedFlags].map((context) => {
      const stack = new Stack(new App({ context }), 'Stack', { env });
      new Trailwatch(stack, 'Trailwatch', { rules: oneRule(), identity: TRAIL, emails: ['a@example.com'] });
      return stack;
    });
    const types = [
      'AWS::S3::Bucket',
      'AWS::S3::BucketPolicy',
      'AWS::CloudTrail::Trail',
      'AWS::SNS::TopicPolicy',
    ];
    for (const type of types) expect(resourcesOf(all!, type)).toEqual(resourcesOf(none!, type));
    const services = (stack: Stack) =>
      resourcesOf(stack, 'AWS::KMS::Key').map(({ Properties }) => Properties.KeyPolicy.Statement.slice(1));
    expect(services(all!)).toEqual(services(none!));
    expect(services(all!)[0]).toHaveLength(3);
  });

  test('stays far below what CloudFormation takes', () => {
    const stack = newStack();
    new Trailwatch(stack, 'Trailwatch', { rules: oneRule() });
    const template = Template.fromStack(stack).toJSON();
    expect(Object.keys(template.Resources).length).toBeLessThan(70);
    expect(JSON.stringify(template).length).toBeLessThan(65_000);
  });
});

const word = (alphabet: string, minLength: number, maxLength: number) =>
  fc.string({ unit: fc.constantFrom(...alphabet), minLength, maxLength });
const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789';

const trailName = fc
  .array(word(LETTERS.toUpperCase() + LETTERS, 3, 9), { minLength: 1, maxLength: 5 })
  .chain((words) => fc.constantFrom('.', '_', '-').map((between) => words.join(between)))
  .filter((name) => !/^\d+(\.\d+){3}$/.test(name));
const accountId = word('0123456789', 12, 12);
/** Regions of one partition, or of none that is known. */
const regions = fc.constantFrom(
  ['us-east-1', 'eu-central-1', 'xx-future-9'],
  ['cn-north-1', 'xx-future-9'],
  ['us-gov-west-1', 'us-gov-east-1'],
);
const identityIn = (region: fc.Arbitrary<string>) =>
  fc.oneof(
    fc.record({ trailName, homeRegion: region, ownerAccount: accountId }).map(TrailIdentity.account),
    fc
      .record({
        trailName,
        homeRegion: region,
        managementAccount: accountId,
        organizationId: word(LETTERS, 10, 32).map((id) => `o-${id}`),
      })
      .map(TrailIdentity.organization),
  );
const identities = regions.chain((some) =>
  fc.array(identityIn(fc.constantFrom(...some)), { minLength: 1, maxLength: 4 }),
);
const whole = (min: number, max: number) => fc.integer({ min, max });
const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });

test('whatever valid props are given, the template is made and nothing in it is circular', () => {
  const prefix = fc
    .array(word(`${LETTERS}=_-.`, 1, 12), { minLength: 1, maxLength: 4 })
    .map((words) => words.join('/'));
  const processorProps = fc.record({
    memorySize: optional(whole(256, 10_240).map(Size.mebibytes)),
    timeout: optional(whole(30, 900).map(Duration.seconds)),
    maxConcurrency: optional(whole(2, 1000)),
    logRetention: optional(fc.constantFrom(RetentionDays.ONE_DAY, RetentionDays.INFINITE)),
    tracing: optional(fc.constantFrom(Tracing.ACTIVE, Tracing.PASS_THROUGH, Tracing.DISABLED)),
    stormThreshold: optional(whole(1, 2_000)),
    stormWindow: optional(whole(1, 1440).map(Duration.minutes)),
    rememberAlertsFor: optional(whole(15, 3650).map(Duration.days)),
  });
  let synthesized = 0;
  fc.assert(
    fc.property(
      identities,
      optional(prefix),
      processorProps,
      fc.boolean(),
      (trails, keyPrefix, props, oneStack) => {
        const [own = trails[0]] = trails;
        if (own === undefined) return;
        const app = new App();
        const env = { account: own.ownerAccount, region: own.homeRegion };
        const archiveStack = new Stack(app, 'Archive', { env });
        const trailStack = oneStack ? archiveStack : new Stack(app, 'Trail', { env });
        const archive = new LogArchive(archiveStack, 'Archive', { trails, keyPrefix });
        new AuditTrail(trailStack, 'Trail', { identity: own, archive });
        const alertTopic = new AlertTopic(trailStack, 'Alerts', { emails: ['a@example.com'] });
        new LogProcessor(trailStack, 'Processor', { archive, alertTopic, rules: oneRule(), ...props });
        const policy = resourceOf(archiveStack, 'AWS::S3::BucketPolicy', 'ArchiveBucket').Properties
          .PolicyDocument;
        expect(JSON.stringify(policy)).toContain(own.trailArn.slice('arn:'.length).replace(/^\$\{.*?\}/, ''));
        expect(resourcesOf(trailStack, 'AWS::CloudTrail::Trail')).toHaveLength(1);
        synthesized += 1;
      },
    ),
    { numRuns: 20 },
  );
  expect(synthesized).toBe(cases(20));
});

test('two with realtime alerts in one account and Region have buses of two names', () => {
  const app = new App();
  const env = { account: ACCOUNT, region: REGION };
  const create = (id: string, busName?: string) => {
    const stack = new Stack(app, id, { env });
    const identity = TrailIdentity.account({
      trailName: `trail-${id}`,
      homeRegion: REGION,
      ownerAccount: ACCOUNT,
    });
    new Trailwatch(stack, 'Trailwatch', { identity, rules: oneRule(), realtime: { busName } });
    return stack;
  };
  const [first, second] = [create('One'), create('Two', 'second-realtime')];
  expect(warningsOf(second).filter((each) => each.includes('tamperingMissed'))).toEqual([]);
  expect(resourceOf(first, 'AWS::Events::EventBus').Properties.Name).toBe('trailwatch-realtime');
  expect(resourceOf(second, 'AWS::Events::EventBus').Properties.Name).toBe('second-realtime');
});

test('a reader with the id of any part fails with the name of the property, and what to do', () => {
  const build = (readers: Record<string, LogReader>) =>
    new Trailwatch(newStack({ env: { account: ACCOUNT, region: REGION } }), 'Trailwatch', {
      ...{ rules: oneRule(), alarms: AlarmSet.quiet(), realtime: {}, readers },
    });
  const reader = LogReader.ownAccount({
    account: '555566667777',
    principalArns: ['arn:aws:iam::555566667777:role/reader'],
  });
  const parts = build({}).node.children.map(({ node }) => node.id);
  expect(parts.length).toBeGreaterThan(7);
  for (const id of parts) {
    expect(() => build({ [id]: reader })).toThrow(
      `readers: '${id}' is the id of a part of Trailwatch; give the reader another id`,
    );
  }
});
