import { renderDeeds } from '../../../../lib/core/alert/correlated/render-deeds';

const TIMES = { isWhole: true, count: '5 or more' };

test.each<[string, readonly string[], Partial<Parameters<typeof renderDeeds>[0]>, string]>([
  ['one deed', ['deleted a trail'], {}, 'deleted a trail, 5 or more times'],
  [
    'the same deed with other values',
    ["got session token of 'x'", "got session token of 'x'"],
    { valuesOf: 'sourceIPAddress' },
    "got session token of 'x', with 5 or more different values of sourceIPAddress",
  ],
  [
    'one thing of a kind each',
    ["read secret 'a'", "read secret 'b'"],
    { valuesOf: 'secretId' },
    "read 5 or more secrets, most recently 'b'",
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
    "read objects in bucket 'x', 5 or more times, most recently 'b'",
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
    "changed the policy of repository 'b', and the like: 5 or more times",
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
