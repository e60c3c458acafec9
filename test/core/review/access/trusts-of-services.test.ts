import { changesOf, type Json } from '../edited-template';

const SOURCE = { StringEquals: { 'aws:SourceAccount': '111122223333' } };

function trust(Service: string, Condition?: Json): Json {
  return {
    Effect: 'Allow',
    Principal: { Service },
    Action: 'sts:AssumeRole',
    ...(Condition && { Condition }),
  };
}

function template(...Statement: readonly Json[]): Json {
  return {
    Resources: {
      Trail: {
        Type: 'AWS::CloudTrail::Trail',
        Properties: {
          ...{ IsLogging: true, S3BucketName: 'logs' },
          CloudWatchLogsLogGroupArn: { 'Fn::GetAtt': ['Log', 'Arn'] },
          CloudWatchLogsRoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] },
        },
      },
      Log: { Type: 'AWS::Logs::LogGroup', Properties: {} },
      Role: {
        Type: 'AWS::IAM::Role',
        Properties: {
          AssumeRolePolicyDocument: { Statement },
          Policies: [
            {
              PolicyName: 'Write',
              PolicyDocument: {
                Statement: [
                  { Effect: 'Allow', Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Resource: '*' },
                ],
              },
            },
          ],
        },
      },
    },
  };
}

function changes(before: readonly Json[], after: readonly Json[]): readonly string[] {
  return changesOf(template(...before), ({ Resources }) => {
    Resources.Role.Properties.AssumeRolePolicyDocument.Statement = after;
  });
}

const TRAIL = 'cloudtrail.amazonaws.com';
const TAKES = `${TRAIL} may take role Audit/Role: sts:AssumeRole`;

test('a service that may take a role for any account may more than before', () => {
  expect(changes([trust(TRAIL, SOURCE)], [trust(TRAIL)])).toEqual([
    `weaker access-widened: ${TAKES}; by statement 1 of the trust policy of Audit/Role`,
  ]);
});

test('of services that may take a role, only those that come are told', () => {
  const other = 'ec2.amazonaws.com';
  expect(changes([trust(TRAIL)], [trust(TRAIL), trust(other)])).toEqual([
    `weaker access-widened: ${other} may take role Audit/Role: sts:AssumeRole; by statement 2 of the trust policy of Audit/Role`,
  ]);
});
