import * as fc from 'fast-check';
import { matchesPattern } from '../../../../lib/core/policy/evaluation/text-pattern';
import { withCommonPrefixes } from '../../../../lib/core/policy/permission/common-prefixes';
import { compactPolicy, leastPrivilege } from '../../../../lib/core/policy/permission/least-privilege';
import type { UsedAction } from '../../../../lib/core/policy/permission/used-permissions';

const EXACT = { wildcards: true, ignoreCase: false };
const LIMIT = 6_144;
const HEADS = [
  ...['arn:aws:s3:::', 'arn:aws:dynamodb:eu-west-1:111122223333:table/', 'arn:aws:iam::111122223333:role/'],
  ...['arn:aws:sns:eu-west-1:111122223333:', 'arn:aws:apigateway:eu-west-1::/restapis/'],
];

function action(name: string, resources: readonly string[]): UsedAction {
  return {
    ...{ action: name, calls: 1, denied: 0, throughService: 0, first: '', last: '', isInferred: false },
    ...{ resources: new Set(resources), guessed: new Set(), isForAny: false },
  };
}

const word = fc.constantFrom('acme', 'orders', 'logs', 'prod', 'dev', 'eu', 'a', 'team', 'x1');
const name = fc
  .tuple(word, word, word, fc.nat(400))
  .map(([one, two, three, end]) => `${one}-${two}/${three}.${end}`);
const arn = fc.tuple(fc.constantFrom(...HEADS), name).map((parts) => parts.join(''));
const used = fc
  .array(fc.array(arn, { minLength: 1, maxLength: 50, size: 'max' }), { maxLength: 40, size: 'max' })
  .map((all) => all.map((resources, at) => action(`s3:Action${at}`, resources)));

/** Its resources have no words in common: with it, all others get the shortest patterns. */
const UNLIKE = action(
  'sns:Publish',
  Array.from({ length: 300 }, (_, at) => `${HEADS[3]}${String.fromCharCode(97 + (at % 26))}${at}`),
);

const sizeOf = (policy: object) => JSON.stringify(policy).length;

test('a policy that is too large gets patterns, allows all that was used, and tells each pattern', () => {
  let compacted = 0;
  fc.assert(
    fc.property(used, (actions) => {
      const whole = leastPrivilege(actions);
      const { policy, prefixes, notes } = compactPolicy(actions);
      if (sizeOf(whole) <= LIMIT) {
        expect({ policy, notes }).toEqual({ policy: whole, notes: [] });
        return;
      }
      compacted += 1;
      const all = new Set(actions.flatMap(({ resources }) => [...resources]));
      for (const { action: asked, resources } of actions) {
        const patterns = policy.Statement.filter((each) => each.Action.includes(asked)).flatMap(
          (each) => each.Resource,
        );
        for (const each of resources)
          expect([each, patterns.some((pattern) => matchesPattern(pattern, each, EXACT))]).toEqual([
            each,
            true,
          ]);
      }
      const written = new Set(policy.Statement.flatMap(({ Resource }) => Resource));
      const patterns = [...written].filter((each) => !all.has(each));
      expect(prefixes.map(({ pattern }) => pattern)).toEqual(patterns.sort());
      for (const { pattern, resources } of prefixes) {
        expect(pattern).toMatch(/^arn:aws:(?:s3:::[^/*]+\/|(?!iam|s3)[a-z0-9]+:.*[:/][^:/]{3}).*\*$/);
        const stoodFor = [...all].filter((each) => matchesPattern(pattern, each, EXACT));
        expect(resources).toBe(stoodFor.length);
        expect(resources).toBeGreaterThan(1);
        expect(notes.some((note) => note.startsWith(`${pattern} stands for ${resources} `))).toBe(true);
      }
      expect(sizeOf(policy) > LIMIT).toBe(notes.some((note) => note.includes('distribute')));
    }),
    { numRuns: 80 },
  );
  expect(compacted).toBeGreaterThan(1);
});

test('the longest beginnings go first, and no more of them than the policy needs', () => {
  const tables = (team: string) =>
    Array.from({ length: 90 }, (_, at) => `${HEADS[1]}${team}-table-with-a-rather-long-name-${at}`);
  const actions = [
    action('dynamodb:GetItem', tables('orders')),
    action('dynamodb:PutItem', tables('billing').slice(0, 5)),
  ];
  const { policy, prefixes } = compactPolicy(actions);
  expect(prefixes).toEqual([
    { pattern: `${HEADS[1]}billing-table-with-a-rather-long-name-*`, resources: 5 },
    { pattern: `${HEADS[1]}orders-table-with-a-rather-long-name-*`, resources: 90 },
  ]);
  expect(sizeOf(policy)).toBeLessThan(600);
});

test.each(['iam:PassRole', 'iam:GetRole', 'sts:AssumeRole', 'sts:AssumeRoleWithWebIdentity', 's3:X'])(
  '%s is never allowed on more roles, or on what begins like the names of theirs',
  (asked) => {
    const roles = ['app-web', 'app-worker'].flatMap((role) => [`${HEADS[2]}${role}`, `${HEADS[2]}*/${role}`]);
    const tables = Array.from({ length: 300 }, (_, at) => `${HEADS[1]}orders-${at}`);
    const named = asked === 's3:X' ? roles : [...roles, ...tables.slice(0, 2)];
    const { policy, prefixes } = compactPolicy([
      UNLIKE,
      action('dynamodb:GetItem', tables),
      action(asked, named),
    ]);
    expect(prefixes).toEqual([{ pattern: `${HEADS[1]}orders-*`, resources: 300 }]);
    expect(policy.Statement.find(({ Action }) => Action[0] === asked)?.Resource).toEqual(named.sort());
  },
);

test('names of buckets stay whole: another that begins so may be a stranger’s', () => {
  const buckets = Array.from({ length: 200 }, (_, at) => `${HEADS[0]}company.data-${at}`);
  const keys = Array.from({ length: 200 }, (_, at) => `${HEADS[0]}company.data-1/${at}`);
  const { policy, prefixes, notes } = compactPolicy([
    action('s3:ListBucket', buckets),
    action('s3:PutObject', [...keys, `${HEADS[0]}company.data-2/1`]),
  ]);
  expect(prefixes).toEqual([{ pattern: `${HEADS[0]}company.data-1/*`, resources: 200 }]);
  const of = (name: string) =>
    policy.Statement.flatMap(({ Action, Resource }) => (Action.includes(name) ? Resource : []));
  expect(of('s3:ListBucket')).toEqual(buckets.sort());
  expect(of('s3:PutObject')).toEqual([`${HEADS[0]}company.data-1/*`, `${HEADS[0]}company.data-2/1`]);
  expect(notes).toHaveLength(2);
});

test('ids that AWS generated have no beginning in common: a pattern would be for all of the kind', () => {
  const volumes = Array.from(
    { length: 200 },
    (_, at) => `arn:aws:ec2:eu-west-1:111122223333:volume/vol-0${at + 10_000_000}`,
  );
  expect(compactPolicy([action('ec2:AttachVolume', volumes)]).prefixes).toEqual([]);
});

test('what an action does not have in its statement has no pattern', () => {
  const tables = Array.from({ length: 300 }, (_, at) => `${HEADS[1]}orders-${at}`);
  const topics = Array.from({ length: 300 }, (_, at) => `${HEADS[3]}alarms-${at}`);
  const { prefixes } = compactPolicy([
    UNLIKE,
    action('dynamodb:GetItem', tables),
    { ...action('sns:Subscribe', topics), isForAny: true },
  ]);
  expect(prefixes).toEqual([{ pattern: `${HEADS[1]}orders-*`, resources: 300 }]);
});

test('hostile names with a word at each character are compacted, and the size is asked for a few times only', () => {
  const actions = Array.from({ length: 100 }, (_, at) =>
    action(
      `sns:Action${at}`,
      Array.from({ length: 50 }, (_, end) => {
        const words = 'a-'.repeat(20 * (end + 1));
        return `${HEADS[3]}${words}${at}`;
      }),
    ),
  );
  let asked = 0;
  const { used: compact, prefixes } = withCommonPrefixes(actions, () => {
    asked += 1;
    return false;
  });
  expect(asked).toBeLessThan(15);
  expect(prefixes).toEqual([{ pattern: `${HEADS[3]}${'a-'.repeat(20)}*`, resources: 5_000 }]);
  expect(compact.map(({ resources }) => resources.size)).toEqual(actions.map(() => 1));
});

test('names without a common beginning are kept, and the size is told', () => {
  const { policy, prefixes, notes } = compactPolicy([UNLIKE]);
  expect(prefixes).toEqual([]);
  expect(policy.Statement.flatMap(({ Resource }) => Resource)).toHaveLength(300);
  expect(notes).toEqual([
    expect.stringMatching(/^the policy has \d{5} characters, and a managed policy at most 6144/),
  ]);
});

// Which is what the note on a policy that is too large says to do.
test.each([
  ...[
    [1, 200],
    [150, 50],
    [400, 1],
    [90, 90],
  ].map(([actions = 0, roles = 0]) => ({ actions, roles, isGuessed: false })),
  { actions: 1, roles: 200, isGuessed: true },
])('each statement is one that IAM accepts as a policy, and together they allow the same: %j', (size) => {
  const arns = new Set(
    Array.from({ length: size.roles }, (_, at) => `${HEADS[2]}team-of-applications-${at}`),
  );
  const all = Array.from({ length: size.actions }, (_, at) => ({
    ...action(`iam:UpdateSomethingOfRoles${at}`, size.isGuessed ? [] : [...arns]),
    ...(size.isGuessed ? { guessed: arns } : {}),
  }));
  const { Statement } = leastPrivilege(all);
  expect(Statement.length).toBeGreaterThan(1);
  for (const statement of Statement)
    expect(sizeOf({ Version: '2012-10-17', Statement: [statement] })).toBeLessThanOrEqual(LIMIT);
  expect(new Set(Statement.map(({ Sid }) => Sid)).size).toBe(Statement.length);
  const pairs = Statement.flatMap(({ Action, Resource }) =>
    Action.flatMap((one) => Resource.map((each) => `${one} ${each}`)),
  );
  const expected = all.flatMap((each) => [...arns].map((role) => `${each.action} ${role}`));
  expect(pairs.sort()).toEqual(expected.sort());
});
