import { CfnMicrosoftTeamsChannelConfiguration, SlackChannelConfiguration } from 'aws-cdk-lib/aws-chatbot';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { AlertTopic, ChatTopic, type ChatTopicProps, RuleSeverity } from '../../../lib/index';
import { ACCOUNT, newStack, REGION, resourceOf, resourcesOf, warningsOf } from '../synthesize';

const OTHER_KEY = `arn:aws:kms:${REGION}:444455556666:key/0a1b2c3d-0000-4000-8000-000000000001`;

function synthesize(props: Partial<ChatTopicProps> = {}) {
  const stack = newStack();
  const alertTopic = new AlertTopic(stack, 'Alerts');
  return { stack, alertTopic, chat: new ChatTopic(stack, 'Chat', { alertTopic, ...props }) };
}

function slackOf({ stack, chat }: ReturnType<typeof synthesize>): void {
  chat.addSlackChannel(
    new SlackChannelConfiguration(stack, 'Slack', {
      slackChannelConfigurationName: 'alerts',
      slackWorkspaceId: 'T000',
      slackChannelId: 'C000',
    }),
  );
}

describe('a chat topic', () => {
  test('is what channels of Slack and Teams are subscribed to, and not the alert topic', () => {
    const made = synthesize();
    slackOf(made);
    made.chat.addTeamsChannel(
      new CfnMicrosoftTeamsChannelConfiguration(made.stack, 'Teams', {
        configurationName: 'alerts',
        iamRoleArn: `arn:aws:iam::${ACCOUNT}:role/chat`,
        teamId: '0a1b2c3d-0000-4000-8000-000000000001',
        teamsTenantId: '0a1b2c3d-0000-4000-8000-000000000002',
        teamsChannelId: '19%3aalerts%40thread.tacv2',
        snsTopicArns: [`arn:aws:sns:${REGION}:${ACCOUNT}:other`],
      }),
    );
    const slack = resourceOf(made.stack, 'AWS::Chatbot::SlackChannelConfiguration').Properties;
    const teams = resourceOf(made.stack, 'AWS::Chatbot::MicrosoftTeamsChannelConfiguration').Properties;
    const own = made.stack.resolve(made.chat.topic.topicArn);
    expect(slack.SnsTopicArns).toEqual([own]);
    expect(teams.SnsTopicArns).toEqual([`arn:aws:sns:${REGION}:${ACCOUNT}:other`, own]);
    expect(warningsOf(made.stack)).toEqual([]);
  });

  test('is fed by a function that gets what passes the filter, and loses nothing of it', () => {
    const { stack, chat } = synthesize({
      filter: { minimumSeverity: RuleSeverity.HIGH, accounts: [ACCOUNT], ruleNames: ['root-user-acted'] },
    });
    const deadLetters = stack.resolve(chat.deadLetterQueue.queueArn);
    expect(resourceOf(stack, 'AWS::SNS::Subscription').Properties).toEqual({
      Protocol: 'lambda',
      TopicArn: { Ref: 'AlertsTopicCF7C81C9' },
      Endpoint: stack.resolve(chat.lambdaFunction.functionArn),
      FilterPolicy: {
        severity: ['high', 'critical', { exists: false }],
        account: [ACCOUNT, { exists: false }],
        ruleName: ['root-user-acted', { exists: false }],
        repeat: [{ exists: false }],
      },
      RedrivePolicy: { deadLetterTargetArn: deadLetters },
    });
    expect(resourceOf(stack, 'AWS::Lambda::Function').Properties.DeadLetterConfig).toEqual({
      TargetArn: deadLetters,
    });
  });

  test('gets what people get where no filter is given', () => {
    expect(resourceOf(synthesize().stack, 'AWS::SNS::Subscription').Properties.FilterPolicy).toEqual({
      severity: ['medium', 'high', 'critical', 'summary', { exists: false }],
      repeat: [{ exists: false }],
    });
  });

  test('has a function that may publish to it, verify senders, write its log and dead letters, and nothing else', () => {
    const { stack, chat } = synthesize();
    const { Statement } = resourceOf(stack, 'AWS::IAM::Policy').Properties.PolicyDocument;
    expect(Statement).toEqual([
      {
        Effect: 'Allow',
        Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        Resource: { 'Fn::GetAtt': [expect.stringContaining('ChatLogs'), 'Arn'] },
      },
      { Effect: 'Allow', Action: 'sns:Publish', Resource: stack.resolve(chat.topic.topicArn) },
      {
        Effect: 'Allow',
        Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
        Resource: { 'Fn::GetAtt': ['AlertsKey9E1197AF', 'Arn'] },
      },
      {
        Effect: 'Allow',
        Action: 'kms:VerifyMac',
        Resource: { 'Fn::GetAtt': [expect.stringContaining('AlertsMacKey'), 'Arn'] },
      },
      {
        Effect: 'Allow',
        Action: 'cloudwatch:DescribeAlarms',
        Resource: {
          'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:cloudwatch:${REGION}:${ACCOUNT}:alarm:*`]],
        },
      },
      { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: stack.resolve(chat.deadLetterQueue.queueArn) },
    ]);
    expect(resourcesOf(stack, 'AWS::IAM::Role')).toHaveLength(1);
  });

  test('verifies alerts with the key of the alert topic, and with those of other apps', () => {
    const { stack } = synthesize({ originKeyArns: [OTHER_KEY, OTHER_KEY] });
    const { Environment } = resourceOf(stack, 'AWS::Lambda::Function').Properties;
    const { 'Fn::Join': joined } = Environment.Variables.TRAILWATCH_ORIGIN_KEY_ARNS;
    expect(joined).toEqual([
      '',
      [{ 'Fn::GetAtt': [expect.stringContaining('AlertsMacKey'), 'Arn'] }, `,${OTHER_KEY}`],
    ]);
    const { Statement } = resourceOf(stack, 'AWS::IAM::Policy').Properties.PolicyDocument;
    expect(Statement).toContainEqual({ Effect: 'Allow', Action: 'kms:VerifyMac', Resource: OTHER_KEY });
  });

  test.each([
    [['arn:aws:kms:eu-central-1:111122223333:alias/x'], /is not the ARN of a KMS key/],
    [['*'], /originKeyArns '\*' is not the ARN of a KMS key/],
    [Array.from({ length: 11 }, (_, index) => `${OTHER_KEY}${index}`), /has 11 keys; at most 10/],
  ])('fails on keys of other apps that are no keys, or too many', (originKeyArns, message) => {
    expect(() => synthesize({ originKeyArns })).toThrow(message);
  });

  test('shares the key of the alert topic, and has one of its own where that is not known', () => {
    const { stack } = synthesize();
    expect(resourcesOf(stack, 'AWS::KMS::Key', 'ChatKey')).toHaveLength(0);
    const other = newStack();
    const topicArn = `arn:aws:sns:${REGION}:${ACCOUNT}:company-alerts`;
    const alertTopic = AlertTopic.fromTopic(other, 'Alerts', Topic.fromTopicArn(other, 'Company', topicArn));
    new ChatTopic(other, 'Chat', { alertTopic });
    expect(resourcesOf(other, 'AWS::KMS::Key', 'ChatKey')).toHaveLength(1);
    expect(resourceOf(other, 'AWS::SNS::Topic').Properties.KmsMasterKeyId).toEqual({
      'Fn::GetAtt': [expect.stringContaining('ChatKey'), 'Arn'],
    });
  });

  test('has an alarm on what it could not tell, which goes to the alert topic and links to its page', () => {
    const { stack, chat } = synthesize({ runbooks: 'https://wiki.example.com/runbooks' });
    const { AlarmActions, AlarmDescription, Threshold } = resourceOf(
      stack,
      'AWS::CloudWatch::Alarm',
    ).Properties;
    expect(AlarmActions).toEqual([{ Ref: 'AlertsTopicCF7C81C9' }]);
    expect(AlarmDescription).toMatch(/https:\/\/wiki\.example\.com\/runbooks\/chat-dead-letters\.md$/);
    expect([Threshold, chat.alarms.length]).toEqual([1, 1]);
  });

  test('warns when no channel is subscribed', () => {
    expect(warningsOf(synthesize().stack)).toEqual([
      '/Stack/Chat: no channel is subscribed to the chat topic: alerts are not delivered to chat; ' +
        'call addSlackChannel or addTeamsChannel [ack: cdk-trailwatch:noChatChannel]',
    ]);
  });
});
