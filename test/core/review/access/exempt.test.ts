import { changesOf, type Json } from '../edited-template';

const ROLE = 'arn:aws:iam::111122223333:role';

function denied(...arns: readonly string[]) {
  return {
    ...{ Effect: 'Deny', Principal: '*', Action: 's3:DeleteObjectVersion', Resource: 'arn:aws:s3:::logs/*' },
    Condition: { ArnNotLike: { 'aws:PrincipalArn': arns } },
  };
}

function template(...Statement: readonly Json[]) {
  return {
    Resources: {
      Trail: {
        Type: 'AWS::CloudTrail::Trail',
        Properties: { IsLogging: true, S3BucketName: { Ref: 'Bucket' } },
      },
      Bucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'logs' } },
      Policy: {
        Type: 'AWS::S3::BucketPolicy',
        Properties: { Bucket: { Ref: 'Bucket' }, PolicyDocument: { Statement } },
      },
    },
  };
}

function access(before: readonly Json[], after: readonly Json[]): readonly string[] {
  return changesOf(template(...before), ({ Resources }) => {
    Resources.Policy.Properties.PolicyDocument.Statement = after;
  }).map((each) => each.split(': s3:')[0] ?? '');
}

test('whom a Deny leaves out besides may do what it denies', () => {
  expect(access([denied(`${ROLE}/admin`)], [denied(`${ROLE}/admin`, `${ROLE}/dev-*`)])).toEqual([
    `weaker access-widened: role ${ROLE}/dev-* may delete bucket Audit/Bucket`,
  ]);
});

test('a Deny that comes gives nothing to whom it leaves out', () => {
  expect(access([], [denied(`${ROLE}/admin`)])).toEqual([
    'stronger access-narrowed: administrators of account 111122223333 may delete bucket Audit/Bucket',
  ]);
});

test('a Deny that goes takes nothing from whom it left out', () => {
  expect(access([denied(`${ROLE}/admin`)], [])).toEqual([
    'weaker access-widened: administrators of account 111122223333 may delete bucket Audit/Bucket',
  ]);
});
