import { toInventoryStatement } from '../../../lib/core/policy/bucket-statements';
import {
  type Replication,
  toReplicaBucketStatement,
  toReplicaKeyStatement,
  toReplicationRoleStatements,
} from '../../../lib/core/policy/replication-statements';

const REPLICATION: Replication = {
  source: { bucketArn: 'arn:aws:s3:::logs' },
  replica: {
    bucketArn: 'arn:aws:s3:::copy',
    keyArn: 'arn:aws:kms:eu-west-1:777788889999:key/k',
    s3Service: 's3.eu-west-1.amazonaws.com',
  },
  isOtherAccount: true,
  isLocked: false,
};
const SOURCE = {
  account: '111122223333',
  roleArn: 'arn:aws:iam::111122223333:role/replicates',
  partition: 'aws',
};

test('S3 may read the archive and write the replica, and delete in neither', () => {
  const statements = toReplicationRoleStatements(REPLICATION);
  expect(statements.map(({ Action, Resource }) => [Action, Resource])).toEqual([
    [['s3:GetReplicationConfiguration', 's3:ListBucket'], 'arn:aws:s3:::logs'],
    [
      ['s3:GetObjectVersionForReplication', 's3:GetObjectVersionAcl', 's3:GetObjectVersionTagging'],
      'arn:aws:s3:::logs/*',
    ],
    [
      ['s3:ReplicateObject', 's3:ReplicateTags', 's3:ObjectOwnerOverrideToBucketOwner'],
      'arn:aws:s3:::copy/*',
    ],
    [['kms:Encrypt', 'kms:GenerateDataKey'], 'arn:aws:kms:eu-west-1:777788889999:key/k'],
  ]);
  expect(statements.at(-1)?.Condition).toEqual({
    StringEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' },
    StringLike: { 'kms:EncryptionContext:aws:s3:arn': ['arn:aws:s3:::copy', 'arn:aws:s3:::copy/*'] },
  });
});

test('locks go along only where there are any, and ownership only to another account', () => {
  const actions = toReplicationRoleStatements({
    ...REPLICATION,
    isOtherAccount: false,
    isLocked: true,
  }).flatMap(({ Action }) => Action);
  expect(actions).toEqual(expect.arrayContaining(['s3:GetObjectRetention', 's3:GetObjectLegalHold']));
  expect(actions).not.toContain('s3:ObjectOwnerOverrideToBucketOwner');
});

test('the replica lets in one role, which need not be there yet', () => {
  const asked = { 'aws:PrincipalArn': 'arn:aws:iam::111122223333:role/replicates' };
  const Principal = { AWS: 'arn:aws:iam::111122223333:root' };
  expect(toReplicaBucketStatement({ bucketArn: 'arn:aws:s3:::copy' }, SOURCE)).toMatchObject({
    Principal,
    Resource: 'arn:aws:s3:::copy/*',
    Condition: { ArnEquals: asked },
  });
  expect(toReplicaKeyStatement('s3.eu-west-1.amazonaws.com', SOURCE)).toMatchObject({
    Principal,
    Condition: { ArnEquals: asked, StringEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' } },
  });
});

test('S3 may put inventories of one bucket of one account below their prefix', () => {
  const source = { bucketArn: 'arn:aws:s3:::logs', account: '111122223333', prefix: 'inventory' };
  expect(toInventoryStatement('arn:aws:s3:::lists', source)).toMatchObject({
    Principal: { Service: 's3.amazonaws.com' },
    Action: 's3:PutObject',
    Resource: 'arn:aws:s3:::lists/inventory/*',
    Condition: {
      ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::logs' },
      StringEquals: { 'aws:SourceAccount': '111122223333' },
    },
  });
});
