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

const OF_BUS = { 'Fn::GetAtt': ['Bus', 'Arn'] };
const DEVELOPER = {
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {
      Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'ec2.amazonaws.com' } }],
    },
    Policies: [
      {
        PolicyName: 'Sends',
        PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'events:PutEvents', Resource: OF_BUS }] },
      },
    ],
  },
};

test.each<[string, (resources: Json) => void, RegExp]>([
  [
    'the events of accounts must be those of CloudTrail',
    ({ Sender }) => {
      Sender.Properties.Statement.Condition = { StringEquals: { 'events:source': 'aws.cloudtrail' } };
    },
    /^unknown pipeline-unknown: account 333344445555: it may write event bus Audit\/Bus only under other conditions: whether its events/,
  ],
  [
    'accounts become their organization',
    ({ Sender }) => {
      const Condition = { StringEquals: { 'aws:PrincipalOrgID': 'o-abcdefghij' } };
      Object.assign(Sender.Properties.Statement, { Principal: '*', Condition });
    },
    /^unknown pipeline-unknown: account 222233334444: it may write event bus Audit\/Bus only under other conditions/,
  ],
  [
    'a role of the stack may no longer forge events',
    ({ Developer }) => delete Developer.Properties.Policies,
    /^stronger access-narrowed: role Audit\/Developer may write event bus Audit\/Bus/,
  ],
])('a bus that is hardened is not weaker: %s', (_, edit, expected) => {
  const before = { Resources: { ...ALERTS.Resources, Developer: DEVELOPER } };
  const changes = changesOf(before, ({ Resources }) => void edit(Resources));
  expect(changes).toContainEqual(expect.stringMatching(expected));
  expect(changes.filter((change) => change.startsWith('weaker pipeline-'))).toEqual([]);
});

test('an organization that gives way to another one is a source that is lost', () => {
  const ofOrganization = (Sender: Json, id: string) => {
    const Condition = { StringEquals: { 'aws:PrincipalOrgID': id } };
    Object.assign(Sender.Properties.Statement, { Principal: '*', Condition });
  };
  const before: Json = structuredClone(ALERTS);
  ofOrganization(before.Resources.Sender, 'o-abcdefghij');
  expect(
    changesOf(before, ({ Resources }) => ofOrganization(Resources.Sender, 'o-zyxwvutsrq')),
  ).toContainEqual(
    expect.stringMatching(/^weaker pipeline-narrowed: organization o-abcdefghij: its events no longer reach/),
  );
});
