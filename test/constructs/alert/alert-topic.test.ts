import { Annotations, type Stack, Tags } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { FilterOrPolicy, SubscriptionFilter, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription, SmsSubscription, SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Alert } from '../../../lib/core/alert/alert';
import { alertAttributes } from '../../../lib/core/alert/message/alert-attributes';
import { type AlertFilter, AlertTopic, RuleSeverity } from '../../../lib/index';
import { ACCOUNT, newStack, REGION, resourceOf, resourcesOf, warningsOf } from '../synthesize';

describe('an alert topic', () => {
  const topicArn = { Ref: 'AlertsTopicCF7C81C9' };
  const Condition = { StringEquals: { 'aws:SourceAccount': ACCOUNT } };

  function synthesize() {
    const stack = newStack();
    const alerts = new AlertTopic(stack, 'Alerts', { emails: ['security@example.com'] });
    return { stack, alerts };
  }

  test('takes messages over TLS only, and from alarms of its own account', () => {
    expect(
      resourceOf(synthesize().stack, 'AWS::SNS::TopicPolicy').Properties.PolicyDocument.Statement,
    ).toEqual([
      {
        Sid: 'AllowPublishThroughSSLOnly',
        Effect: 'Deny',
        Principal: '*',
        Action: 'sns:Publish',
        Resource: topicArn,
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
      {
        Sid: 'PublishCloudWatchAlarms',
        Effect: 'Allow',
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Action: 'sns:Publish',
        Resource: topicArn,
        Condition,
      },
    ]);
  });

  test('is encrypted with a key that alarms of its account may use, and no other service', () => {
    const { stack } = synthesize();
    expect(resourceOf(stack, 'AWS::SNS::Topic').Properties.KmsMasterKeyId).toEqual({
      'Fn::GetAtt': ['AlertsKey9E1197AF', 'Arn'],
    });
    const key = resourceOf(stack, 'AWS::KMS::Key');
    expect([key.Properties.EnableKeyRotation, key.DeletionPolicy]).toEqual([true, 'Retain']);
    expect(key.Properties.KeyPolicy.Statement.slice(1)).toEqual([
      {
        Sid: 'EncryptCloudWatchAlarms',
        Effect: 'Allow',
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
        Resource: '*',
        Condition,
      },
    ]);
  });

  test('lets a publisher publish and use the key, and nothing else', () => {
    const { stack, alerts } = synthesize();
    alerts.grantPublish(
      new Role(stack, 'Publisher', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') }),
    );
    expect(resourceOf(stack, 'AWS::IAM::Policy').Properties.PolicyDocument.Statement).toEqual([
      { Effect: 'Allow', Action: 'sns:Publish', Resource: topicArn },
      {
        Effect: 'Allow',
        Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
        Resource: { 'Fn::GetAtt': ['AlertsKey9E1197AF', 'Arn'] },
      },
    ]);
  });

  test('sends people alerts of medium and above without repeats, the daily summary and alarms, unless a filter says otherwise', () => {
    const { stack } = synthesize();
    expect(resourceOf(stack, 'AWS::SNS::Subscription').Properties).toEqual({
      Protocol: 'email',
      Endpoint: 'security@example.com',
      TopicArn: topicArn,
      FilterPolicy: {
        severity: ['medium', 'high', 'critical', 'summary', { exists: false }],
        repeat: [{ exists: false }],
      },
    });
  });

  const PAGED = {
    severity: ['medium', 'high', 'critical', { exists: false }],
    repeat: [{ exists: false }],
  };
  const EVERYTHING = { minimumSeverity: RuleSeverity.INFORMATIONAL, includeRepeats: true };
  test.each<[string, (alerts: AlertTopic, stack: Stack) => void, object | undefined]>([
    ['a URL, without the summary', (alerts) => alerts.addHttps('https://p.example.com/'), PAGED],
    [
      'a number, without the summary',
      (alerts) => alerts.addSubscription(new SmsSubscription('+15550100')),
      PAGED,
    ],
    [
      'an address that asks for everything',
      (alerts) => alerts.addEmail('a@example.com', EVERYTHING),
      undefined,
    ],
    [
      'an address that names rules, whatever their severity',
      (alerts) => alerts.addEmail('a@example.com', { ruleNames: ['root-signed-in'] }),
      { ruleName: ['root-signed-in', { exists: false }], repeat: [{ exists: false }] },
    ],
    [
      'an address that does without the summary',
      (alerts) => alerts.addEmail('a@example.com', { ...EVERYTHING, includeSummary: false }),
      { severity: ['informational', 'low', 'medium', 'high', 'critical', { exists: false }] },
    ],
    ['a queue', (alerts, stack) => alerts.addQueue(new Queue(stack, 'Queue')), undefined],
    [
      'a queue that does without the summary and repeats',
      (alerts, stack) =>
        alerts.addQueue(new Queue(stack, 'Queue'), { includeSummary: false, includeRepeats: false }),
      { severity: [{ 'anything-but': ['summary'] }, { exists: false }], repeat: [{ exists: false }] },
    ],
    [
      'a queue of an organizational unit, and what is not known to be of another',
      (alerts, stack) =>
        alerts.addQueue(new Queue(stack, 'Queue'), { organizationalUnits: ['ou-ab12-11111111'] }),
      { accountGroups: ['ou-ab12-11111111', { exists: false }] },
    ],
    [
      'a queue of an owner, with nothing but alerts',
      (alerts, stack) =>
        alerts.addQueue(new Queue(stack, 'Queue'), {
          ...{ accountTags: ['owner=alice', 'owner='], includeOperational: false },
        }),
      {
        severity: ['informational', 'low', 'medium', 'high', 'critical', 'summary'],
        accountGroups: ['owner=alice', 'owner=', 'tags:unknown', { exists: false }],
      },
    ],
    [
      'a queue with nothing but alerts',
      (alerts, stack) => alerts.addQueue(new Queue(stack, 'Queue'), { includeOperational: false }),
      { severity: ['informational', 'low', 'medium', 'high', 'critical', 'summary'] },
    ],
    [
      'a queue with nothing but alerts that are no repeats, and no summary',
      (alerts, stack) =>
        alerts.addQueue(new Queue(stack, 'Queue'), {
          ...{ includeOperational: false, includeRepeats: false, includeSummary: false },
        }),
      { severity: [{ 'anything-but': ['summary'] }], repeat: [{ exists: false }] },
    ],
  ])('has a filter for %s', (_, subscribe, policy) => {
    const stack = newStack();
    const alerts = new AlertTopic(stack, 'Alerts');
    subscribe(alerts, stack);
    expect(resourceOf(stack, 'AWS::SNS::Subscription').Properties.FilterPolicy).toEqual(policy);
  });

  test('has a filter of its own for its addresses', () => {
    const stack = newStack();
    new AlertTopic(stack, 'Alerts', { emails: ['a@example.com'], emailFilter: EVERYTHING });
    expect(resourceOf(stack, 'AWS::SNS::Subscription').Properties.FilterPolicy).toBeUndefined();
  });

  test('filters by severity, account and rule, and lets alarms through', () => {
    const { stack, alerts } = synthesize();
    alerts.addEmail('on-call@example.com', {
      minimumSeverity: RuleSeverity.HIGH,
      accounts: [ACCOUNT],
      ruleNames: ['root-signed-in'],
      ruleIds: ['344c20d8-c290-44bf-93d8-35c1ef15d0ab'],
    });
    expect(resourceOf(stack, 'AWS::SNS::Subscription', 'AlertsTopiconcall').Properties.FilterPolicy).toEqual({
      severity: ['high', 'critical', { exists: false }],
      account: [ACCOUNT, { exists: false }],
      ruleName: ['root-signed-in', { exists: false }],
      rule: ['344c20d8-c290-44bf-93d8-35c1ef15d0ab', { exists: false }],
      repeat: [{ exists: false }],
    });
  });

  test('keeps alarms from a subscriber who wants alerts alone, beside a filter of its own', () => {
    const { stack, alerts } = synthesize();
    const own = SubscriptionFilter.stringFilter({ allowlist: ['eu-central-1'] });
    const subscription = new SqsSubscription(new Queue(stack, 'Queue'), { filterPolicy: { region: own } });
    alerts.addSubscription(subscription, { accounts: [ACCOUNT], includeOperational: false });
    expect(resourceOf(stack, 'AWS::SNS::Subscription', 'Queue').Properties.FilterPolicy).toEqual({
      region: ['eu-central-1'],
      account: [ACCOUNT],
    });
  });

  const critical = SubscriptionFilter.stringFilter({ allowlist: ['critical'] });

  test('what a subscription asks for by itself comes before what its audience gets by default', () => {
    const { stack, alerts } = synthesize();
    const body = { ruleId: FilterOrPolicy.filter(SubscriptionFilter.stringFilter({ allowlist: ['r'] })) };
    const pager = new EmailSubscription('pager@example.com', { filterPolicy: { severity: critical } });
    const one = new EmailSubscription('one@example.com', { filterPolicyWithMessageBody: body });
    for (const subscription of [pager, one]) alerts.addSubscription(subscription);
    const found = resourcesOf(stack, 'AWS::SNS::Subscription').map(({ Properties }) => [
      Properties.Endpoint,
      Properties.FilterPolicy,
    ]);
    expect(found).toContainEqual([
      'pager@example.com',
      { severity: ['critical'], repeat: [{ exists: false }] },
    ]);
    expect(found).toContainEqual(['one@example.com', { ruleId: ['r'] }]);
  });

  test('a subscription and a filter that ask for the same attribute are refused', () => {
    const { alerts } = synthesize();
    const subscription = new EmailSubscription('pager@example.com', { filterPolicy: { severity: critical } });
    expect(() => alerts.addSubscription(subscription, { minimumSeverity: RuleSeverity.LOW })).toThrow(
      "filter and the filter policy of the subscription both have the key 'severity'",
    );
  });

  test('filters by the attributes that alerts are published with', () => {
    const alert = { severity: 'high', recipientAccountId: ACCOUNT, ruleId: 'r', tags: [] } as Partial<Alert>;
    const published = Object.keys(
      alertAttributes({ awsRegion: 'x', route: 'cli', ruleName: 'r', ...alert } as Alert),
    );
    const { stack, alerts } = synthesize();
    const filter = {
      minimumSeverity: RuleSeverity.LOW,
      accounts: [ACCOUNT],
      ruleNames: ['r'],
      ruleIds: ['r'],
    };
    alerts.addEmail('all@example.com', filter);
    const { FilterPolicy } = resourceOf(stack, 'AWS::SNS::Subscription', 'AlertsTopicall').Properties;
    // only repeats have the attribute `repeat`
    expect([...published, 'repeat']).toEqual(expect.arrayContaining(Object.keys(FilterPolicy)));
  });

  test('goes to URLs over TLS, to queues as its JSON alone, and to functions, each with its filter', () => {
    const { stack, alerts } = synthesize();
    const filter = { minimumSeverity: RuleSeverity.CRITICAL, includeOperational: false };
    alerts.addHttps('https://hooks.example.com/trailwatch', { ...filter, includeRepeats: true });
    alerts.addQueue(new Queue(stack, 'Queue'), filter);
    const code = Code.fromInline('exports.handler = async () => {};');
    alerts.addFunction(
      new LambdaFunction(stack, 'Pager', { code, handler: 'index.handler', runtime: Runtime.NODEJS_LATEST }),
      filter,
    );
    const added = resourcesOf(stack, 'AWS::SNS::Subscription')
      .map(({ Properties }) => Properties)
      .filter(({ Protocol }) => Protocol !== 'email');
    expect(added.map(({ Protocol, RawMessageDelivery }) => [Protocol, RawMessageDelivery]).sort()).toEqual([
      ['https', undefined],
      ['lambda', undefined],
      ['sqs', true],
    ]);
    for (const { FilterPolicy } of added) expect(FilterPolicy).toEqual({ severity: ['critical'] });
  });

  test.each<[AlertFilter, string]>([
    [
      { organizationalUnits: ['r-ab12'] },
      "organizationalUnits 'r-ab12' is not a valid organizational unit id",
    ],
    [{ organizationalUnits: [] }, 'organizationalUnits is empty and lets no alert through'],
    [{ accountTags: ['owner'] }, "accountTags 'owner' is not a tag of the form 'key=value'"],
    [
      { accountTags: ['owner=alice'], organizationalUnits: ['ou-ab12-11111111'] },
      'a filter can have only one of them; choose one',
    ],
  ])('fails with the filter %j', (filter, words) => {
    expect(() => synthesize().alerts.addEmail('a@example.com', filter)).toThrow(words);
  });

  test('fails on a URL without TLS', () => {
    expect(() => synthesize().alerts.addHttps('http://hooks.example.com')).toThrow(
      new Error("url 'http://hooks.example.com' is not an address that begins with https://"),
    );
  });

  test('warns without a subscription, until that is acknowledged or one is added', () => {
    const warning =
      '/Stack/Alerts: the alert topic has no subscription: alerts and alarms are not delivered; set emails, or call addEmail or addSubscription ' +
      '[ack: cdk-trailwatch:noSubscriber]';
    const stack = newStack();
    new AlertTopic(stack, 'Alerts');
    expect(warningsOf(stack)).toEqual([warning]);

    const acknowledged = newStack();
    const quiet = new AlertTopic(acknowledged, 'Alerts');
    Annotations.of(quiet).acknowledgeWarning(
      'cdk-trailwatch:noSubscriber',
      'the pager team subscribes by hand',
    );
    expect(warningsOf(acknowledged)).toEqual([]);

    const subscribed = newStack();
    const alerts = new AlertTopic(subscribed, 'Alerts');
    alerts.addSubscription(new SqsSubscription(new Queue(subscribed, 'Queue')));
    expect(warningsOf(subscribed)).toEqual([]);

    const direct = newStack();
    new AlertTopic(direct, 'Alerts').topic.addSubscription(new SqsSubscription(new Queue(direct, 'Queue')));
    expect(warningsOf(direct)).toEqual([]);
  });

  test('fails on an account that is none', () => {
    const { alerts } = synthesize();
    expect(() => alerts.addEmail('a@example.com', { accounts: ['1'] })).toThrow(
      new Error("accounts '1' is not a valid account id: it must have 12 digits, leading zeros included"),
    );
  });

  test('fails on an address that is none', () => {
    expect(() => new AlertTopic(newStack(), 'Alerts', { emails: ['security at example.com'] })).toThrow(
      new Error("emails 'security at example.com' is not an e-mail address"),
    );
  });

  test('may be a topic that is there already', () => {
    const stack = newStack();
    const topicArn = `arn:aws:sns:${REGION}:${ACCOUNT}:company-alerts`;
    const alerts = AlertTopic.fromTopic(stack, 'Alerts', Topic.fromTopicArn(stack, 'Company', topicArn));
    const assumedBy = new ServicePrincipal('lambda.amazonaws.com');
    alerts.grantPublish(new Role(stack, 'Publisher', { assumedBy }));
    expect(resourceOf(stack, 'AWS::IAM::Policy').Properties.PolicyDocument.Statement).toEqual([
      { Effect: 'Allow', Action: 'sns:Publish', Resource: topicArn },
    ]);
    expect(warningsOf(stack)).toEqual([]);
  });

  test('has metrics, and the tags of its stack', () => {
    const { stack, alerts } = synthesize();
    Tags.of(stack).add('team', 'security');
    expect(alerts.metricPublished().metricName).toBe('NumberOfMessagesPublished');
    expect(alerts.metricFailed().metricName).toBe('NumberOfNotificationsFailed');
    for (const { Properties } of [
      ...resourcesOf(stack, 'AWS::SNS::Topic'),
      ...resourcesOf(stack, 'AWS::KMS::Key'),
    ]) {
      expect(Properties.Tags).toEqual([{ Key: 'team', Value: 'security' }]);
    }
  });
});

describe('an imported key', () => {
  const withKeyOf = (region: string) => {
    const stack = newStack();
    const arn = `arn:aws:kms:${region}:${ACCOUNT}:key/0a1b2c3d-0000-4000-8000-000000000000`;
    const encryptionKey = Key.fromKeyArn(stack, 'Key', arn);
    new AlertTopic(stack, 'Alerts', { emails: ['security@example.com'], encryptionKey });
    return stack;
  };

  test('of which the app cannot see that alarms may use it is warned of, with the statement', () => {
    expect(warningsOf(withKeyOf(REGION)).join()).toMatch(
      /encryptionKey is an imported key[\s\S]*"EncryptCloudWatchAlarms"[\s\S]*\[ack: cdk-trailwatch:topicKeyPolicy\]/,
    );
  });

  test('of another Region fails, because SNS takes none', () => {
    expect(() => withKeyOf('us-east-1')).toThrow(
      `encryptionKey is in Region 'us-east-1', but the topic is in '${REGION}'; use a key in that Region`,
    );
  });
});

test('a name that SNS does not take is one sentence', () => {
  expect(() => new AlertTopic(newStack(), 'Alerts', { topicName: 'alerts and alarms' })).toThrow(
    "topicName 'alerts and alarms' is not a valid topic name",
  );
});
