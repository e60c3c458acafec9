import { SecretValue, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Authorization, Connection, EventBus, type IEventBus } from 'aws-cdk-lib/aws-events';
import { Topic } from 'aws-cdk-lib/aws-sns';
import {
  type AlertSinkProps,
  AlertTopic,
  ApiDestinationSink,
  type ApiDestinationSinkProps,
  EventBusSink,
  RequestTemplate,
  RuleSeverity,
  SecurityHubSink,
} from '../../../lib/index';
import { ACCOUNT, newStack, REGION, resourceOf, resourcesOf, synthError } from '../synthesize';

function busOf(stack: Stack, region = REGION, account = ACCOUNT): IEventBus {
  return EventBus.fromEventBusArn(stack, 'Bus', `arn:aws:events:${region}:${account}:event-bus/security`);
}

function eventSink(props: Partial<AlertSinkProps> = {}) {
  const stack = newStack();
  const alertTopic = new AlertTopic(stack, 'Alerts');
  const sink = new EventBusSink(stack, 'Sink', { alertTopic, eventBus: busOf(stack), ...props });
  return { stack, alertTopic, sink };
}

function apiSink(props: Partial<ApiDestinationSinkProps> = {}) {
  const stack = newStack();
  const alertTopic = new AlertTopic(stack, 'Alerts');
  const authorization = Authorization.apiKey('Authorization', SecretValue.secretsManager('webhook'));
  const sink = new ApiDestinationSink(stack, 'Sink', {
    alertTopic,
    connection: new Connection(stack, 'Connection', { authorization }),
    endpoint: 'https://example.com/alerts',
    ...props,
  });
  return { stack, sink };
}

describe('a sink', () => {
  test('has a queue that gets what passes the filter, and loses nothing of it', () => {
    const { stack, sink } = eventSink({
      filter: {
        minimumSeverity: RuleSeverity.HIGH,
        ruleNames: ['root-user-acted'],
        includeOperational: false,
      },
    });
    const deadLetters = stack.resolve(sink.deadLetterQueue.queueArn);
    expect(resourceOf(stack, 'AWS::SNS::Subscription').Properties).toEqual({
      Protocol: 'sqs',
      TopicArn: { Ref: 'AlertsTopicCF7C81C9' },
      Endpoint: stack.resolve(sink.queue.queueArn),
      FilterPolicy: { severity: ['high', 'critical'], ruleName: ['root-user-acted'] },
      RedrivePolicy: { deadLetterTargetArn: deadLetters },
    });
    expect(resourceOf(stack, 'AWS::SQS::Queue', 'SinkQueue').Properties.RedrivePolicy).toEqual({
      deadLetterTargetArn: deadLetters,
      maxReceiveCount: 5,
    });
  });

  test('has queues that take an alert of SNS with its envelope', () => {
    const sizes = resourcesOf(eventSink().stack, 'AWS::SQS::Queue').map(
      ({ Properties }) => Properties.MaximumMessageSize,
    );
    expect(sizes).toEqual([1_048_576, 1_048_576]);
  });

  test('has a function that may put events on its bus and verify senders, and nothing else', () => {
    const { stack, sink } = eventSink();
    const { Statement } = resourceOf(stack, 'AWS::IAM::Policy').Properties.PolicyDocument;
    const actions = (Statement as { Action: string | string[] }[]).map(({ Action }) => Action);
    expect(actions).toEqual([
      ['logs:CreateLogStream', 'logs:PutLogEvents'],
      'events:PutEvents',
      'kms:VerifyMac',
      'cloudwatch:DescribeAlarms',
      [
        'sqs:ReceiveMessage',
        'sqs:ChangeMessageVisibility',
        'sqs:GetQueueUrl',
        'sqs:DeleteMessage',
        'sqs:GetQueueAttributes',
      ],
    ]);
    expect(Statement[1].Resource).toBe(`arn:aws:events:${REGION}:${ACCOUNT}:event-bus/security`);
    expect(Statement[4].Resource).toEqual(stack.resolve(sink.queue.queueArn));
  });

  test('has four alarms, which notify the alert topic and link to their pages', () => {
    const alarms = resourcesOf(
      eventSink({ runbooks: 'https://wiki.example.com' }).stack,
      'AWS::CloudWatch::Alarm',
    );
    const pages = alarms.map(({ Properties }) => /[^/]+\.md$/.exec(Properties.AlarmDescription)?.[0]);
    expect(pages.sort()).toEqual([
      'sink-dead-letters.md',
      'sink-errors.md',
      'sink-oldest-message.md',
      'sink-throttles.md',
    ]);
    for (const { Properties } of alarms) {
      expect(Properties.AlarmActions).toEqual([{ Ref: 'AlertsTopicCF7C81C9' }]);
    }
  });

  test('stands beside another of its kind, which can be removed alone', () => {
    const { stack } = eventSink();
    const before = resourcesOf(stack, 'AWS::SNS::Subscription');
    const again = newStack();
    const topic = new AlertTopic(again, 'Alerts');
    const eventBus = busOf(again);
    new EventBusSink(again, 'Other', { alertTopic: topic, eventBus });
    new EventBusSink(again, 'Sink', { alertTopic: topic, eventBus });
    expect(resourcesOf(again, 'AWS::SNS::Subscription')).toEqual(expect.arrayContaining(before));
    expect(resourcesOf(again, 'AWS::SNS::Subscription')).toHaveLength(2);
  });

  test('works with a topic that was there before, whose key needs to allow nothing', () => {
    const stack = newStack();
    const topicArn = `arn:aws:sns:${REGION}:${ACCOUNT}:company-alerts`;
    const alertTopic = AlertTopic.fromTopic(stack, 'Alerts', Topic.fromTopicArn(stack, 'Company', topicArn));
    new EventBusSink(stack, 'Sink', { alertTopic, eventBus: busOf(stack) });
    expect(resourceOf(stack, 'AWS::SNS::Subscription').Properties.TopicArn).toBe(topicArn);
    expect(resourceOf(stack, 'AWS::SQS::Queue', 'SinkQueue').Properties.SqsManagedSseEnabled).toBe(true);
  });

  test('fails on a topic of another account or Region', () => {
    const stack = newStack();
    const topicOf = (region: string, account: string) =>
      AlertTopic.fromTopic(
        stack,
        `Alerts${region}${account}`,
        Topic.fromTopicArn(stack, `Topic${region}${account}`, `arn:aws:sns:${region}:${account}:alerts`),
      );
    const eventBus = busOf(stack);
    expect(
      () => new EventBusSink(stack, 'One', { alertTopic: topicOf(REGION, '444455556666'), eventBus }),
    ).toThrow(
      "the alertTopic is in the account '444455556666', but the sink would be in '111122223333'; create the sink in a stack of",
    );
    expect(
      () => new EventBusSink(stack, 'Two', { alertTopic: topicOf('us-east-1', ACCOUNT), eventBus }),
    ).toThrow(/the alertTopic of 'Stack\/Two' is in 'us-east-1'/);
  });

  test('fails on more rules than SNS filters by, in words', () => {
    const ruleNames = Array.from({ length: 200 }, (_, index) => `rule-${index}`);
    expect(() => eventSink({ filter: { ruleNames } })).toThrow(
      'the filter has 201 combinations of values, and SNS allows 150; name fewer accounts or rules, or filter by minimumSeverity',
    );
  });

  test('fails on a filter that has too many combinations once the hourly tests are left out', () => {
    const accounts = Array.from({ length: 100 }, (_, index) => String(100_000_000_000 + index));
    const { stack } = eventSink({ filter: { accounts } });
    expect(resourceOf(stack, 'AWS::SNS::Subscription').Properties.FilterPolicy.account).toHaveLength(101);
    const other = eventSink({ filter: { accounts } });
    other.alertTopic._returnTests(other.sink.lambdaFunction);
    expect(synthError(other.stack)).toMatch(/the filter has 202 combinations of values, and SNS allows 150/);
  });
});

describe('an event bus sink', () => {
  test('names the bus by its ARN, so that it may be in another account', () => {
    const stack = newStack();
    const alertTopic = new AlertTopic(stack, 'Alerts');
    new EventBusSink(stack, 'Sink', { alertTopic, eventBus: busOf(stack, REGION, '444455556666') });
    const { Variables } = resourceOf(stack, 'AWS::Lambda::Function').Properties.Environment;
    expect(Variables.TRAILWATCH_EVENT_BUS_NAME).toBe(
      `arn:aws:events:${REGION}:444455556666:event-bus/security`,
    );
    expect(Variables.TRAILWATCH_TEMPLATE).toBe('{"kind":"event"}');
  });

  test('fails on a bus of another Region', () => {
    const stack = newStack();
    const alertTopic = new AlertTopic(stack, 'Alerts');
    const eventBus = busOf(stack, 'us-east-1');
    expect(() => new EventBusSink(stack, 'Sink', { alertTopic, eventBus })).toThrow(
      "the eventBus is in 'us-east-1', but the stack of the sink deploys to 'eu-central-1'; use a bus in this Region",
    );
  });
});

describe('an API destination sink', () => {
  test('posts the body of a request as it is, for a day, and then moves it to the dead-letter queue', () => {
    const { stack, sink } = apiSink();
    const { EventPattern, EventBusName, Targets } = resourceOf(stack, 'AWS::Events::Rule').Properties;
    expect(EventPattern).toEqual({ source: ['trailwatch'], 'detail-type': ['Trailwatch Request'] });
    expect(EventBusName).toEqual(stack.resolve(sink.eventBus.eventBusName));
    expect(Targets).toEqual([
      expect.objectContaining({
        Arn: stack.resolve(sink.apiDestination.apiDestinationArn),
        InputPath: '$.detail.body',
        DeadLetterConfig: { Arn: stack.resolve(sink.deadLetterQueue.queueArn) },
        RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 },
      }),
    ]);
    expect(resourceOf(stack, 'AWS::Events::ApiDestination').Properties).toMatchObject({
      HttpMethod: 'POST',
      InvocationEndpoint: 'https://example.com/alerts',
      InvocationRateLimitPerSecond: 10,
    });
  });

  test('may close what it opened, with requests below its endpoint and the secret of its connection alone', () => {
    const jira = { template: RequestTemplate.jiraIssue({ projectKey: 'SEC' }) };
    const { stack, sink } = apiSink({ ...jira, endpoint: 'https://example.atlassian.net/rest/api/3/issue' });
    const machine = resourceOf(stack, 'AWS::StepFunctions::StateMachine').Properties;
    const arn = `:states:${REGION}:${ACCOUNT}:stateMachine:${machine.StateMachineName}`;
    const { Statement } = resourceOf(stack, 'AWS::IAM::Policy', 'SinkClosingsRole').Properties.PolicyDocument;
    const [connection] = Object.keys(Template.fromStack(stack).findResources('AWS::Events::Connection'));
    expect(
      Statement.filter(({ Action }: { Action: unknown }) => !/logs:|xray:/.test(String(Action))),
    ).toEqual([
      {
        ...{ Effect: 'Allow', Action: 'states:InvokeHTTPEndpoint' },
        Resource: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, arn]] },
        Condition: {
          StringLike: {
            'states:HTTPEndpoint': [
              'https://example.atlassian.net/rest/api/3/search/jql',
              'https://example.atlassian.net/rest/api/3/issue/*',
            ],
          },
        },
      },
      {
        ...{ Effect: 'Allow', Action: 'events:RetrieveConnectionCredentials' },
        Resource: { 'Fn::GetAtt': [connection, 'Arn'] },
      },
      {
        ...{ Effect: 'Allow', Action: ['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'] },
        Resource: { 'Fn::GetAtt': [connection, 'SecretArn'] },
      },
      { Effect: 'Allow', Action: 'cloudwatch:DescribeAlarms', Resource: '*' },
      {
        Effect: 'Allow',
        Action: ['sqs:SendMessage', 'sqs:GetQueueAttributes', 'sqs:GetQueueUrl'],
        Resource: stack.resolve(sink.deadLetterQueue.queueArn),
      },
    ]);
    expect(resourceOf(stack, 'AWS::Events::Rule', 'SinkClosings').Properties).toMatchObject({
      EventPattern: { source: ['trailwatch'], 'detail-type': ['Trailwatch Closing'] },
      Targets: [
        {
          InputPath: '$.detail',
          DeadLetterConfig: { Arn: stack.resolve(sink.deadLetterQueue.queueArn) },
          RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 },
        },
      ],
    });
  });

  test.each(['alert', 'slack', 'pagerDutyEvent'] as const)(
    'of %s closes nothing by other requests',
    (kind) => {
      expect(
        resourcesOf(apiSink({ template: RequestTemplate[kind]() }).stack, 'AWS::StepFunctions::StateMachine'),
      ).toEqual([]);
    },
  );

  test.each([
    ['alert', RequestTemplate.alert(), { kind: 'alert' }],
    ['Slack', RequestTemplate.slack(), { kind: 'slack' }],
    [
      'Jira',
      RequestTemplate.jiraIssue({ projectKey: 'SEC' }),
      { kind: 'jira', projectKey: 'SEC', issueType: 'Task' },
    ],
    ['ServiceNow', RequestTemplate.serviceNowIncident(), { kind: 'service-now' }],
    ['PagerDuty', RequestTemplate.pagerDutyEvent(), { kind: 'pager-duty' }],
    ['Opsgenie', RequestTemplate.opsgenieAlert(), { kind: 'opsgenie' }],
  ])('tells its function of the template: %s', (_, template, expected) => {
    const { Variables } = resourceOf(apiSink({ template }).stack, 'AWS::Lambda::Function').Properties
      .Environment;
    expect(JSON.parse(Variables.TRAILWATCH_TEMPLATE)).toEqual(expected);
  });

  test.each([
    [
      { endpoint: 'http://example.com' },
      "endpoint 'http://example.com' is not an address that begins with https://",
    ],
    [{ rateLimitPerSecond: 0 }, 'rateLimitPerSecond is 0, but must be a whole number from 1 to 300'],
  ])('fails on %j', (props, message) => {
    expect(() => apiSink(props)).toThrow(message);
  });

  test('fails on a project of Jira without a key', () => {
    expect(() => RequestTemplate.jiraIssue({ projectKey: ' ' })).toThrow(
      'projectKey is empty; it must be a text',
    );
  });
});

describe('a Security Hub sink', () => {
  test.each(['eu-central-1', 'us-gov-west-1', 'cn-north-1'])(
    'imports findings of the default product of its account: %s',
    (region) => {
      const stack = newStack({ env: { account: ACCOUNT, region } });
      const sink = new SecurityHubSink(stack, 'Sink', { alertTopic: new AlertTopic(stack, 'Alerts') });
      const productArn = {
        'Fn::Join': [
          '',
          ['arn:', { Ref: 'AWS::Partition' }, `:securityhub:${region}:${ACCOUNT}:product/${ACCOUNT}/default`],
        ],
      };
      expect(stack.resolve(sink.productArn)).toEqual(productArn);
      const { Statement } = resourceOf(stack, 'AWS::IAM::Policy').Properties.PolicyDocument;
      expect(Statement).toContainEqual({
        Effect: 'Allow',
        Action: 'securityhub:BatchImportFindings',
        Resource: productArn,
      });
      const { Variables } = resourceOf(stack, 'AWS::Lambda::Function').Properties.Environment;
      expect([Variables.TRAILWATCH_PRODUCT_ARN, Variables.TRAILWATCH_ACCOUNT_ID]).toEqual([
        productArn,
        ACCOUNT,
      ]);
    },
  );
});
