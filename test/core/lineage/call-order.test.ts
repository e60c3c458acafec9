import fc from 'fast-check';
import { type CallParts, inCallOrder, partsOfCall, timeMsOf } from '../../../lib/core/lineage/call-order';
import type { CloudTrailRecord } from '../../../lib/core/record/record';

const ORDER = { timeMs: timeMsOf, parts: partsOfCall };

function call(eventName: string, requestParameters: object, members: object = {}): CloudTrailRecord {
  return {
    ...{ eventName, requestParameters, eventSource: 'iam.amazonaws.com', awsRegion: 'us-east-1' },
    ...{ eventTime: '2026-11-20T10:00:00Z', recipientAccountId: '111122223333' },
    userIdentity: {
      type: 'IAMUser',
      userName: 'ann',
      accessKeyId: 'AKIAANN',
      arn: 'arn:aws:iam::111122223333:user/ann',
    },
    ...members,
  } as CloudTrailRecord;
}

const ROLE = 'arn:aws:iam::111122223333:role/in/a/path/Backdoor';
const role = { roleName: 'Backdoor' };
const user = { userName: 'eve' };
const asEve = {
  userIdentity: {
    type: 'IAMUser',
    userName: 'eve',
    accessKeyId: 'AKIAEVE',
    arn: 'arn:aws:iam::111122223333:user/eve',
  },
};
const asRole = {
  userIdentity: {
    ...{ type: 'AssumedRole', accessKeyId: 'ASIAROLE' },
    sessionContext: { sessionIssuer: { type: 'Role', userName: 'Backdoor', arn: ROLE } },
  },
};

it.each<[string, readonly CloudTrailRecord[]]>([
  [
    'a role is made, used and deleted',
    [
      call('CreateRole', role, { responseElements: { role: { arn: ROLE, roleName: 'Backdoor' } } }),
      call(
        'AssumeRole',
        { roleArn: ROLE },
        {
          eventSource: 'sts.amazonaws.com',
          responseElements: { credentials: { accessKeyId: 'ASIAROLE' } },
        },
      ),
      call('ListBuckets', {}, { ...asRole, eventSource: 's3.amazonaws.com' }),
      call('DeleteRole', role),
    ],
  ],
  [
    'a role with a policy',
    [
      call('CreateRole', role),
      call('PutRolePolicy', { ...role, policyName: 'all' }),
      call('DeleteRole', role),
    ],
  ],
  [
    'a user gets a key, and uses it',
    [
      call('CreateUser', user),
      call('CreateAccessKey', user, {
        responseElements: { accessKey: { accessKeyId: 'AKIAEVE', userName: 'eve' } },
      }),
      call('GetCallerIdentity', {}, { ...asEve, eventSource: 'sts.amazonaws.com' }),
    ],
  ],
  [
    'an object in a bucket',
    ['CreateBucket', 'PutObject', 'GetObject', 'DeleteObject', 'DeleteBucket'].map((name) =>
      call(
        name,
        { bucketName: 'b', ...(name.endsWith('Object') ? { key: 'a/k' } : {}) },
        { eventSource: 's3.amazonaws.com' },
      ),
    ),
  ],
])('within one second, whatever the order of the file: %s', (_, records) => {
  const names = records.map(({ eventName }) => eventName);
  fc.assert(
    fc.property(fc.shuffledSubarray([...records], { minLength: records.length }), (shuffled) => {
      expect(inCallOrder(shuffled, ORDER).map(({ eventName }) => eventName)).toEqual(names);
    }),
  );
});

it('a call that failed makes nothing and ends nothing', () => {
  const failed = call('DeleteRole', role, { errorCode: 'DeleteConflict' });
  const records = [failed, call('PutRolePolicy', role), call('CreateRole', role)];
  expect(inCallOrder(records, ORDER).map(({ eventName }) => eventName)).toEqual([
    'CreateRole',
    'DeleteRole',
    'PutRolePolicy',
  ]);
});

it('records without a time are last, and all others in the order of time', () => {
  const at = (eventTime: string | undefined) => call('X', {}, { eventTime });
  const times = [undefined, '2026-11-20T10:00:01Z', '2026-11-20T10:00:00.5Z', '2026-11-20 10:00:00'];
  expect(inCallOrder(times.map(at), ORDER).map(({ eventTime }) => eventTime)).toEqual([
    ...[times[3], times[2], times[1], undefined],
  ]);
});

interface Item {
  readonly timeMs: number;
  readonly parts: CallParts;
}

const itemOf = (maxLength: number): fc.Arbitrary<Item> =>
  fc.record({
    timeMs: fc.constantFrom(0, 1_000, 1_100, 2_000),
    parts: fc.array(fc.tuple(fc.constantFrom('makes', 'uses', 'ends'), fc.constantFrom('a', 'b', 'c')), {
      ...{ minLength: 1, maxLength },
    }),
  });

const byParts = { timeMs: ({ timeMs }: Item) => timeMs, parts: ({ parts }: Item) => parts };

it('every item is there once, in the order of time, whatever circles there are', () => {
  fc.assert(
    fc.property(fc.array(itemOf(3), { maxLength: 12 }), (items) => {
      const ordered = inCallOrder(items, byParts);
      expect(new Set(ordered)).toEqual(new Set(items));
      expect(ordered).toHaveLength(items.length);
      const times = ordered.map(({ timeMs }) => timeMs);
      expect(times).toEqual([...times].sort((one, other) => one - other));
    }),
  );
});

it('each is behind what it depends on', () => {
  fc.assert(
    fc.property(fc.array(itemOf(1), { minLength: 2, maxLength: 12 }), (items) => {
      const ordered = inCallOrder(items, byParts);
      for (const [at, one] of ordered.entries())
        for (const later of ordered.slice(at + 1))
          if (later.timeMs === one.timeMs && later.parts[0]?.[1] === one.parts[0]?.[1])
            expect(rankOf(later)).toBeGreaterThanOrEqual(rankOf(one));
    }),
  );
});

function rankOf({ parts }: Item): number {
  return ['makes', 'uses', 'ends'].indexOf(parts[0]?.[0] ?? '');
}

it('takes time in proportion to the calls of a second, whatever depends on whatever', () => {
  const count = 20_000;
  const items = Array.from({ length: count }, (_, at): Item => {
    const part = at < count / 2 ? 'uses' : 'makes';
    return {
      timeMs: 0,
      parts: [
        [part, 'x'],
        ['makes', `${at}`],
        ['uses', `${at + 1}`],
      ],
    };
  });
  const ordered = inCallOrder(items, { timeMs: () => 0, parts: ({ parts }) => parts });
  expect(ordered).toHaveLength(count);
});
