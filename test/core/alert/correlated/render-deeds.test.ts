import { renderDeeds } from '../../../../lib/core/alert/correlated/render-deeds';

const TIMES = { isWhole: true, count: '5 or more' };

test.each<[string, readonly string[], Partial<Parameters<typeof renderDeeds>[0]>, string]>([
  ['one deed', ['deleted a trail'], {}, 'deleted a trail, 5 or more times'],
  ['one deed, once', ['deleted a trail'], { count: '1' }, 'deleted a trail, once'],
  [
    'one value',
    ['deleted a trail'],
    { count: '1', valuesOf: 'region' },
    'deleted a trail, with 1 value of region',
  ],
  [
    'deeds of one kind, where calls of other names count, too',
    ["read object 'a' in bucket 'x'", "read object 'b' in bucket 'x'"],
    { isWhole: false, isOfSeveralCalls: true, hasLater: true, count: '520' },
    "made 520 calls, among them: read object 'b' in bucket 'x'",
  ],
  [
    'a parameter that the noun of the deed is for',
    ["read object 'a' in bucket 'x'", "read object 'b' in bucket 'x'"],
    { valuesOf: 'key', members: ['requestParameters.key'], count: '520', hasLater: true },
    "read 520 objects in bucket 'x', among them 'b'",
  ],
  [
    'the same deed with other values',
    ["got session token of 'x'", "got session token of 'x'"],
    { valuesOf: 'sourceIPAddress' },
    "got session token of 'x', with 5 or more different values of sourceIPAddress",
  ],
  [
    'one thing of a kind each',
    ["read secret 'a'", "read secret 'b'"],
    { valuesOf: 'secretId', members: ['requestParameters.secretId'] },
    "read 5 or more secrets, most recently 'b'",
  ],
  [
    'one thing of a kind each, of which other values count',
    ["read secret 'a'", "read secret 'b'"],
    { valuesOf: 'sourceIPAddress' },
    "read secrets, with 5 or more different values of sourceIPAddress, most recently 'b'",
  ],
  [
    'a value of the call that is not the name',
    ["read object 'a' in bucket 'x'", "read object 'b' in bucket 'y'"],
    { valuesOf: 'bucketName', members: ['requestParameters.bucketName'] },
    "read objects, with 5 or more different values of bucketName, most recently 'b'",
  ],
  [
    'several fields of the name',
    ["disabled KMS log-group key 'a'", "disabled KMS log-group key 'b'"],
    { valuesOf: 'key', members: ['requestParameters.keyId', 'requestParameters.names'] },
    "disabled 5 or more KMS log-group keys, most recently 'b'",
  ],
  [
    'fields of which one is not of the name',
    ["deleted log group 'a'", "deleted log group 'b'"],
    { valuesOf: 'group', members: ['requestParameters.logGroupName', 'requestParameters.streamName'] },
    "deleted log groups, with 5 or more different values of group, most recently 'b'",
  ],
  [
    'objects of a bucket',
    ["read object 'a' in bucket 'x'", "read object 'b' in bucket 'x'"],
    {},
    "read 5 or more objects in bucket 'x', most recently 'b'",
  ],
  [
    'objects of several buckets',
    ["read object 'a' in bucket 'x'", "read object 'b' in bucket 'y'"],
    {},
    "read 5 or more objects, most recently 'b'",
  ],
  [
    'objects that may be the same, as not all are known',
    ["read object 'a' in bucket 'x'", "read object 'b' in bucket 'x'"],
    { isWhole: false },
    "read objects, 5 or more times, most recently 'b' in bucket 'x'",
  ],
  [
    'things that are not all different',
    ["deleted policy 'a'", "deleted policy 'b'", "deleted policy 'a'"],
    {},
    "deleted policies, 5 or more times, most recently 'a'",
  ],
  [
    'what was only tried',
    [
      "tried to delete DB cluster 'a', and was denied (AccessDenied)",
      "tried to delete DB cluster 'b', and was denied (AccessDenied)",
    ],
    {},
    "tried to delete 5 or more DB clusters, and was denied (AccessDenied), most recently 'b'",
  ],
  [
    'what is done to a part',
    ["changed the policy of repository 'a'", "changed the policy of repository 'b'"],
    {},
    "changed the policy of 5 or more repositories, most recently 'b'",
  ],
  [
    'what is done below a thing',
    ["read parameters under path '/a'", "read parameters under path '/b'"],
    { valuesOf: 'path', members: ['requestParameters.path'] },
    "read parameters under path '/b', and the like: with 5 or more different values of path",
  ],
  [
    'different deeds',
    ["created user 'a'", 'listed buckets'],
    {},
    'made 5 or more calls, most recently: listed buckets',
  ],
  [
    'different deeds of a value',
    ['listed buckets', "read object 'a' in bucket 'x'"],
    { valuesOf: 'eventName' },
    "made calls with 5 or more different values of eventName, most recently: read object 'a' in bucket 'x'",
  ],
])('%s', (_, deeds, changes, words) => {
  expect(renderDeeds({ ...TIMES, ...changes, deeds })).toBe(words);
});
