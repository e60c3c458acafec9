import { bucketSettings } from '../../../../lib/core/delivery/drift/bucket-settings';
import { differencesOf } from '../../../../lib/core/delivery/drift/setting';
import type { JsonObject } from '../../../../lib/core/json/json-value';

const differences = (deployed: JsonObject, found: JsonObject): readonly string[] =>
  differencesOf(bucketSettings(deployed), bucketSettings(found)).map(({ text }) => text);

const KEEP = {
  Id: 'Keep',
  Status: 'Enabled',
  Transitions: [{ StorageClass: 'GLACIER_IR', TransitionInDays: 90 }],
  NoncurrentVersionExpiration: { NoncurrentDays: 90 },
  AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
};
const EXPIRE = { Id: 'x', Status: 'Enabled', ExpirationInDays: 1 };
const lifecycle = (...Rules: JsonObject[]) => ({ LifecycleConfiguration: { Rules } });
const LIFECYCLE_CALLS =
  'look for PutBucketLifecycle, PutBucketLifecycleConfiguration and DeleteBucketLifecycle';

describe('lifecycle rules', () => {
  test.each<[string, JsonObject, JsonObject]>([
    ['another id', lifecycle(KEEP), lifecycle({ ...KEEP, Id: 'of-s3' })],
    ['an empty prefix', lifecycle(KEEP), lifecycle({ ...KEEP, Prefix: '', TagFilters: [] })],
    ['numbers as texts', lifecycle(EXPIRE), lifecycle({ ...EXPIRE, ExpirationInDays: '1' })],
    ['a rule that is disabled', {}, lifecycle({ ...EXPIRE, Status: 'Disabled' })],
    ['another order of rules', lifecycle(KEEP, EXPIRE), lifecycle(EXPIRE, KEEP)],
    [
      'another spelling of a day',
      lifecycle({ Status: 'Enabled', ExpirationDate: '2030-01-01T00:00:00' }),
      lifecycle({ Status: 'Enabled', ExpirationDate: '2030-01-01T00:00:00.000Z' }),
    ],
    [
      'the older spelling of single values',
      lifecycle({
        Status: 'Enabled',
        NoncurrentVersionExpirationInDays: 90,
        Transition: { StorageClass: 'GLACIER', TransitionInDays: 1 },
      }),
      lifecycle({
        Status: 'Enabled',
        NoncurrentVersionExpiration: { NoncurrentDays: 90 },
        Transitions: [{ StorageClass: 'GLACIER', TransitionInDays: 1 }],
      }),
    ],
  ])('%s is the same', (_, deployed, found) => {
    expect(differences(deployed, found)).toEqual([]);
  });

  test.each<[string, JsonObject, JsonObject, string]>([
    [
      'a rule that expires everything',
      lifecycle(KEEP),
      lifecycle(KEEP, EXPIRE),
      'lifecycle rules: 1 added (all objects: expire after 1 days)',
    ],
    [
      'a rule that was disabled',
      lifecycle(KEEP),
      lifecycle({ ...KEEP, Status: 'Disabled' }),
      'lifecycle rules: 3 missing (all objects: move to GLACIER_IR after 90 days, all objects: delete old versions after 90 days, …)',
    ],
    [
      'old versions that are kept for a day, some of them',
      {},
      lifecycle({
        Status: 'Enabled',
        Prefix: 'AWSLogs/',
        TagFilters: [{ Key: 'a', Value: 'b' }],
        ObjectSizeGreaterThan: '1',
        ObjectSizeLessThan: '9',
        NoncurrentVersionExpiration: { NoncurrentDays: 1, NewerNoncurrentVersions: 2 },
        ExpiredObjectDeleteMarker: true,
      }),
      'lifecycle rules: 2 added (objects below AWSLogs/ tagged a=b over 1 bytes under 9 bytes: remove expired delete markers, objects below AWSLogs/ tagged a=b over 1 bytes under 9 bytes: delete old versions after 1 days but the newest 2)',
    ],
    [
      'old versions that are moved at a day',
      {},
      lifecycle({
        Status: 'Enabled',
        NoncurrentVersionTransitions: [{ StorageClass: 'DEEP_ARCHIVE', TransitionInDays: 1 }],
        Transitions: [{ StorageClass: 'GLACIER', TransitionDate: '2030-01-01T00:00:00Z' }],
      }),
      'lifecycle rules: 2 added (all objects: move to GLACIER on 2030-01-01, all objects: move old versions to DEEP_ARCHIVE after 1 days)',
    ],
  ])('%s is told', (_, deployed, found, text) => {
    expect(differences(deployed, found)).toEqual([`${text}; ${LIFECYCLE_CALLS}`]);
  });
});

const RULE = {
  Id: 'EveryFile',
  Status: 'Enabled',
  Priority: 1,
  Filter: { Prefix: '' },
  Destination: {
    Bucket: 'arn:aws:s3:::replica',
    Account: '777788889999',
    EncryptionConfiguration: { ReplicaKmsKeyID: 'arn:key' },
    AccessControlTranslation: { Owner: 'Destination' },
  },
  SourceSelectionCriteria: { SseKmsEncryptedObjects: { Status: 'Enabled' } },
  DeleteMarkerReplication: { Status: 'Disabled' },
};
const replication = (rule: JsonObject = RULE, Role = 'arn:role') => ({
  ReplicationConfiguration: { Role, Rules: [rule] },
});

describe('replication', () => {
  test.each<[string, JsonObject]>([
    ['another id', replication({ ...RULE, Id: 'of-s3' })],
    ['no word of what is disabled', replication({ ...RULE, DeleteMarkerReplication: undefined })],
    ['the prefix outside the filter', replication({ ...RULE, Filter: undefined, Prefix: '' })],
  ])('%s is the same', (_, found) => {
    expect(differences(replication(), found)).toEqual([]);
  });

  const GONE = 'to replica: all objects, to replica: account 777788889999, …';

  test.each<[string, JsonObject, readonly string[]]>([
    [
      'none any more',
      { ReplicationConfiguration: {} },
      [`replication: 5 missing (${GONE})`, 'role for replication: none instead of arn:role'],
    ],
    ['a disabled rule', replication({ ...RULE, Status: 'Disabled' }), [`replication: 5 missing (${GONE})`]],
    ['another role', replication(RULE, 'arn:other'), ['role for replication: arn:other instead of arn:role']],
    [
      'another bucket',
      replication({ ...RULE, Destination: { Bucket: 'arn:aws:s3:::theirs' } }),
      [
        `replication: 2 added (to theirs: all objects, to theirs: files encrypted by KMS), 5 missing (${GONE})`,
      ],
    ],
    [
      'another key',
      replication({
        ...RULE,
        Destination: { ...RULE.Destination, EncryptionConfiguration: { ReplicaKmsKeyID: 'arn:theirs' } },
      }),
      ['replication: 1 added (to replica: key arn:theirs), 1 missing (to replica: key arn:key)'],
    ],
    [
      'fewer files',
      replication({ ...RULE, Filter: { And: { Prefix: 'a/', TagFilters: [{ Key: 'k', Value: 'v' }] } } }),
      ['replication: 1 added (to replica: objects below a/ tagged k=v), 1 missing (to replica: all objects)'],
    ],
    [
      'one tag',
      replication({ ...RULE, Filter: { TagFilter: { Key: 'k', Value: 'v' } } }),
      ['replication: 1 added (to replica: objects tagged k=v), 1 missing (to replica: all objects)'],
    ],
    [
      'deletions',
      replication({ ...RULE, DeleteMarkerReplication: { Status: 'Enabled' } }),
      ['replication: 1 added (to replica: delete markers)'],
    ],
    [
      'no files that KMS encrypts',
      replication({ ...RULE, SourceSelectionCriteria: undefined }),
      ['replication: 1 missing (to replica: files encrypted by KMS)'],
    ],
  ])('%s is told', (_, found, texts) => {
    expect(differences(replication(), found)).toEqual(
      texts.map((text) => `${text}; look for PutBucketReplication and DeleteBucketReplication`),
    );
  });
});

describe('object ownership', () => {
  const ownership = (ObjectOwnership: string) => ({ OwnershipControls: { Rules: [{ ObjectOwnership }] } });
  const CALLS = 'look for PutBucketOwnershipControls and DeleteBucketOwnershipControls';

  test('another one is told, and so is none', () => {
    const deployed = ownership('BucketOwnerEnforced');
    expect(differences(deployed, ownership('BucketOwnerEnforced'))).toEqual([]);
    expect(differences(deployed, ownership('ObjectWriter'))).toEqual([
      `object ownership: ObjectWriter instead of BucketOwnerEnforced; ${CALLS}`,
    ]);
    expect(differences(deployed, {})).toEqual([
      `object ownership: 1 missing (BucketOwnerEnforced); ${CALLS}`,
    ]);
  });

  test('what was not deployed is not compared', () => {
    expect(differences({}, ownership('ObjectWriter'))).toEqual([]);
  });
});
