import { METADATA_KEY } from '../../../../lib/core/review/metadata/decisions';
import { changesOf } from '../edited-template';

const role = (Metadata: object) => ({
  Type: 'AWS::IAM::Role',
  Metadata,
  Properties: {
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { AWS: '222233334444' }, Action: 'sts:AssumeRole' }],
    },
  },
});

const withRole = (Metadata: object) => ({
  Resources: {
    Logs: { Type: 'AWS::S3::Bucket' },
    Trail: { Type: 'AWS::CloudTrail::Trail', Properties: { S3BucketName: { Ref: 'Logs' } } },
    Reader: role(Metadata),
    ReaderPolicy: {
      Type: 'AWS::IAM::Policy',
      Properties: {
        ...{ PolicyName: 'Reading', Roles: [{ Ref: 'Reader' }] },
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::logs/*' }],
        },
      },
    },
  },
});

const removal = (Metadata: object): readonly string[] =>
  changesOf(withRole(Metadata), (template) => {
    delete template.Resources.Reader;
    delete template.Resources.ReaderPolicy;
  }).filter((change) => change.includes('role Audit/Reader'));

test('a reader of log files that is removed protects more, and what stops is said', () => {
  const Readers = { 'account 222233334444': 'all log files' };
  expect(removal({ [METADATA_KEY]: { Construct: 'LogReaderRole', Readers } })).toEqual([
    'stronger access-narrowed: role Audit/Reader: it was removed: account 222233334444 can no longer read log files with it',
  ]);
});

test('a removed role is no reader because another construct made it', () => {
  const changes = removal({ [METADATA_KEY]: { Construct: 'ResponderRole', Routes: {} } });
  expect(changes.filter((change) => change.startsWith('stronger'))).toEqual([]);
});
