import { changesOf, type Json } from '../edited-template';

const ALERTS = {
  Resources: {
    Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: 'alerts' } },
    Sender: {
      Type: 'AWS::Events::EventBusPolicy',
      Properties: {
        ...{ EventBusName: { Ref: 'Bus' }, StatementId: 'Members' },
        Statement: {
          ...{ Effect: 'Allow', Action: 'events:PutEvents', Resource: { 'Fn::GetAtt': ['Bus', 'Arn'] } },
          Principal: {
            AWS: ['arn:aws:iam::222233334444:root', 'arn:aws:iam::333344445555:root'],
          },
        },
      },
    },
    Rule: {
      Type: 'AWS::Events::Rule',
      Properties: {
        ...{ EventBusName: { Ref: 'Bus' }, State: 'ENABLED' },
        EventPattern: { 'detail-type': ['AWS API Call via CloudTrail'] },
        Targets: [{ Id: 'Queue', Arn: { 'Fn::GetAtt': ['Queue', 'Arn'] } }],
      },
    },
    Queue: { Type: 'AWS::SQS::Queue', Properties: { VisibilityTimeout: 720 } },
    Logs: { Type: 'AWS::S3::Bucket', Properties: {} },
    Key: { Type: 'AWS::KMS::Key', Properties: {} },
    Trail: {
      Type: 'AWS::CloudTrail::Trail',
      Properties: { IsLogging: true, S3BucketName: { Ref: 'Logs' }, KMSKeyId: { Ref: 'Key' } },
    },
  },
};

test.each<[string, (resources: Json) => void, RegExp]>([
  [
    'an account less may send events',
    ({ Sender }) => Sender.Properties.Statement.Principal.AWS.pop(),
    /^weaker pipeline-narrowed: account 333344445555: its events no longer reach event bus Audit\/Bus/,
  ],
  [
    'the policy of the bus is removed',
    (resources) => delete resources.Sender,
    /^weaker pipeline-narrowed: account 222233334444: its events no longer reach event bus Audit\/Bus/,
  ],
  [
    'a message that fails is hidden for twelve hours',
    ({ Queue }) => {
      Queue.Properties.VisibilityTimeout = 43_200;
    },
    /^weaker pipeline-interrupted: visibility timeout of Audit\/Queue: 720 → 43200: messages that fail are tried again later/,
  ],
  [
    'a queue without a delay gets one',
    ({ Queue }) => {
      Queue.Properties.DelaySeconds = 900;
    },
    /^weaker pipeline-interrupted: .*Audit\/Queue: 0 → 900/,
  ],
  [
    'a key without a waiting time gets a short one',
    ({ Key }) => {
      Key.Properties.PendingWindowInDays = 7;
    },
    /^weaker retention-shortened: .*Audit\/Key: 30 → 7/,
  ],
])('is weaker where %s', (_, edit, expected) => {
  const changes = changesOf(ALERTS, ({ Resources }) => void edit(Resources));
  expect(changes).toContainEqual(expect.stringMatching(expected));
});
