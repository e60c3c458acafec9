import type { S3Client } from '@aws-sdk/client-s3';
import { getBucketSettings } from '../../../../lambda/aws/s3/get-bucket-settings';
import { driftOf } from '../../../../lib/core/delivery/drift/resource-drift';
import type { JsonObject } from '../../../../lib/core/json/json-value';

/** What S3 answers to each operation; the error of that name where it is a text. */
type Answers = Readonly<Record<string, object | string>>;

const NONE: Answers = {
  GetBucketVersioning: {},
  GetObjectLockConfiguration: 'ObjectLockConfigurationNotFoundError',
  GetPublicAccessBlock: 'NoSuchPublicAccessBlockConfiguration',
  GetBucketEncryption: 'ServerSideEncryptionConfigurationNotFoundError',
  GetBucketPolicy: 'NoSuchBucketPolicy',
  GetBucketOwnershipControls: 'OwnershipControlsNotFoundError',
  GetBucketLifecycleConfiguration: 'NoSuchLifecycleConfiguration',
  GetBucketReplication: 'ReplicationConfigurationNotFoundError',
};

function found(answers: Answers) {
  const send = async (command: object) => {
    const answer = { ...NONE, ...answers }[command.constructor.name.replace('Command', '')];
    if (typeof answer !== 'string') return answer;
    throw Object.assign(new Error(answer), { name: answer });
  };
  return getBucketSettings({ send } as unknown as S3Client, 'archive');
}

async function drift(properties: JsonObject, answers: Answers): Promise<readonly string[]> {
  const deployed = { kind: 'bucket', arn: 'arn:aws:s3:::archive', accountId: '', mfaDelete: false } as const;
  return driftOf({ ...deployed, properties, unknown: [] }, await found(answers)).map(({ text }) => text);
}

test('a bucket without any of the settings is as a template without them', async () => {
  expect(await drift({}, {})).toEqual([]);
});

test.each<[string, JsonObject, object]>([
  [
    'to a prefix, tags and sizes',
    {
      ...{ Prefix: 'a/', ObjectSizeGreaterThan: '1', ObjectSizeLessThan: '9' },
      TagFilters: [
        { Key: 'k', Value: 'v' },
        { Key: 'l', Value: 'w' },
      ],
      ExpirationDate: '2030-01-01T00:00:00',
    },
    {
      Filter: {
        And: {
          ...{ Prefix: 'a/', ObjectSizeGreaterThan: 1, ObjectSizeLessThan: 9 },
          Tags: [
            { Key: 'l', Value: 'w' },
            { Key: 'k', Value: 'v' },
          ],
        },
      },
      Expiration: { Date: new Date('2030-01-01T00:00:00Z') },
    },
  ],
  [
    'to one tag',
    { TagFilters: [{ Key: 'k', Value: 'v' }], ExpiredObjectDeleteMarker: true },
    { Filter: { Tag: { Key: 'k', Value: 'v' } }, Expiration: { ExpiredObjectDeleteMarker: true } },
  ],
  [
    'to a prefix',
    { Prefix: 'a/', ExpirationInDays: 9 },
    { Filter: { Prefix: 'a/' }, Expiration: { Days: 9 } },
  ],
  ['of an older kind', { Prefix: 'a/', ExpirationInDays: 9 }, { Prefix: 'a/', Expiration: { Days: 9 } }],
  [
    'that moves files',
    {
      Transitions: [{ StorageClass: 'GLACIER', TransitionInDays: 1 }],
      NoncurrentVersionTransitions: [
        { StorageClass: 'GLACIER', TransitionInDays: 2, NewerNoncurrentVersions: 3 },
      ],
      NoncurrentVersionExpiration: { NoncurrentDays: 4, NewerNoncurrentVersions: 5 },
      AbortIncompleteMultipartUpload: { DaysAfterInitiation: 6 },
    },
    {
      Filter: { Prefix: '' },
      Transitions: [{ StorageClass: 'GLACIER', Days: 1 }],
      NoncurrentVersionTransitions: [
        { StorageClass: 'GLACIER', NoncurrentDays: 2, NewerNoncurrentVersions: 3 },
      ],
      NoncurrentVersionExpiration: { NoncurrentDays: 4, NewerNoncurrentVersions: 5 },
      AbortIncompleteMultipartUpload: { DaysAfterInitiation: 6 },
    },
  ],
])('a lifecycle rule %s is the one of the template', async (_, deployed, answered) => {
  const properties = { LifecycleConfiguration: { Rules: [{ Status: 'Enabled', ...deployed }] } };
  const GetBucketLifecycleConfiguration = { Rules: [{ ID: 'of-s3', Status: 'Enabled', ...answered }] };
  expect(await drift(properties, { GetBucketLifecycleConfiguration })).toEqual([]);
  expect(await drift({}, { GetBucketLifecycleConfiguration })).not.toEqual([]);
});

test.each<[string, JsonObject, object]>([
  ['of every file', { Prefix: '' }, { Prefix: '' }],
  ['of one tag', { TagFilter: { Key: 'k', Value: 'v' } }, { Tag: { Key: 'k', Value: 'v' } }],
  [
    'of a prefix and tags',
    { And: { Prefix: 'a/', TagFilters: [{ Key: 'k', Value: 'v' }] } },
    { And: { Prefix: 'a/', Tags: [{ Key: 'k', Value: 'v' }] } },
  ],
])('a replication rule %s is the one of the template', async (_, deployed, answered) => {
  const rule = {
    Status: 'Enabled',
    Priority: 1,
    Destination: {
      Bucket: 'arn:aws:s3:::replica',
      ReplicationTime: { Status: 'Enabled', Time: { Minutes: 15 } },
      Metrics: { Status: 'Enabled', EventThreshold: { Minutes: 15 } },
    },
  };
  const properties = {
    ReplicationConfiguration: { Role: 'arn:role', Rules: [{ ...rule, Filter: deployed }] },
  };
  const GetBucketReplication = {
    ReplicationConfiguration: { Role: 'arn:role', Rules: [{ ...rule, ID: 'of-s3', Filter: answered }] },
  };
  expect(await drift(properties, { GetBucketReplication })).toEqual([]);
  expect(await drift({}, { GetBucketReplication })).not.toEqual([]);
});
