import { renderSummary } from './render-summary';

test('a summary has resources by type, who may do what under which condition, and the cost', () => {
  const statement = {
    ...{ Effect: 'Allow', Action: ['s3:GetObject', 's3:ListBucket'] },
    Resource: [
      { 'Fn::GetAtt': ['Logs', 'Arn'] },
      { 'Fn::Join': ['', [{ 'Fn::GetAtt': ['Logs', 'Arn'] }, '/*']] },
    ],
  };
  const Resources = {
    Logs: { Type: 'AWS::S3::Bucket' },
    LogsPolicy: {
      Type: 'AWS::S3::BucketPolicy',
      Properties: {
        Bucket: { Ref: 'Logs' },
        PolicyDocument: {
          Statement: [
            {
              ...{ Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: '*' },
              Condition: { Bool: { 'aws:SecureTransport': 'false' } },
            },
          ],
        },
      },
    },
    Key: { Type: 'AWS::KMS::Key', Properties: {} },
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: {
          Statement: [
            { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
          ],
        },
      },
    },
    Reading: {
      Type: 'AWS::IAM::Policy',
      Properties: { Roles: [{ Ref: 'Role' }], PolicyDocument: { Statement: [statement] } },
    },
    Invoked: {
      Type: 'AWS::Lambda::Permission',
      Properties: {
        ...{ Action: 'lambda:InvokeFunction', Principal: 'sns.amazonaws.com' },
        ...{ FunctionName: { 'Fn::GetAtt': ['Work', 'Arn'] }, SourceArn: { Ref: 'Topic' } },
      },
    },
  };
  expect(renderSummary('Audit', { Resources })).toBe(`# Audit

## Resources by type

| type | resources |
| --- | --- |
| AWS::IAM::Policy | 1 |
| AWS::IAM::Role | 1 |
| AWS::KMS::Key | 1 |
| AWS::Lambda::Permission | 1 |
| AWS::S3::Bucket | 1 |
| AWS::S3::BucketPolicy | 1 |


## Who may do what

| who | may | on | if |
| --- | --- | --- | --- |
| * | denied: s3:* | LogsPolicy | Bool aws:SecureTransport |
| Role | s3:GetObject, s3:ListBucket | Logs, Logs/* |  |
| lambda.amazonaws.com | sts:AssumeRole | Role |  |
| sns.amazonaws.com | lambda:InvokeFunction | Work | StringEquals aws:SourceArn |


## Monthly cost before any event

| cost | of |
| --- | --- |
| $1.00 | everything |
| $1.00 | AWS::KMS::Key |
`);
});

test('fails: a template that gives another principal more has another summary', () => {
  const withPrincipal = (Principal: unknown) => ({
    Resources: {
      Topic: {
        Type: 'AWS::SNS::TopicPolicy',
        Properties: {
          PolicyDocument: {
            Statement: [{ Effect: 'Allow', Principal, Action: 'sns:Publish', Resource: { Ref: 'T' } }],
          },
        },
      },
    },
  });
  const own = renderSummary('Audit', withPrincipal({ AWS: '111122223333' }));
  expect(renderSummary('Audit', withPrincipal('*'))).not.toBe(own);
  expect(own).toContain('| 111122223333 | sns:Publish | T |  |');
});
