import fc from 'fast-check';
import type { EstateStack } from '../../../lib/core/estate/estate';
import { Resolver } from '../../../lib/core/estate/resolver';
import { writersOf } from '../../../lib/core/writers/estate-writers';
import { loggedDeliveries, writeCyclesOf } from '../../../lib/core/writers/write-cycles';

const EVERY_OBJECT = [
  {
    FieldSelectors: [
      { Field: 'eventCategory', Equals: ['Data'] },
      { Field: 'resources.type', Equals: ['AWS::S3::Object'] },
    ],
  },
];

function objectsBut(...buckets: readonly unknown[]) {
  const [{ FieldSelectors } = { FieldSelectors: [] }] = EVERY_OBJECT;
  const NotStartsWith = buckets.map((bucket) => ({ 'Fn::Join': ['', ['arn:aws:s3:::', bucket, '/']] }));
  return [{ FieldSelectors: [...FieldSelectors, { Field: 'resources.ARN', NotStartsWith }] }];
}

function trail(bucket: unknown, selectors: unknown, others: object = {}) {
  const Properties = { S3BucketName: bucket, IsMultiRegionTrail: true, AdvancedEventSelectors: selectors };
  return { Type: 'AWS::CloudTrail::Trail', Properties: { ...Properties, ...others } };
}

function bucket(Properties: object = {}) {
  return { Type: 'AWS::S3::Bucket', Properties };
}

function stack(
  Resources: EstateStack['template']['Resources'],
  others: Partial<EstateStack> = {},
): EstateStack {
  const place = { account: '111122223333', region: 'eu-west-1', partition: 'aws' };
  return { name: 'Logs', file: 'logs.json', template: { Resources }, ...place, ...others };
}

function cyclesIn(...stacks: readonly EstateStack[]): readonly string[] {
  return writeCyclesOf(writersOf(stacks, new Resolver(stacks))).map(({ words }) => words);
}

const FOR_EVER = ', so that each delivery causes another, for ever';
const OWN = `the trail 'Logs/One' logs its own deliveries to its bucket${FOR_EVER}`;
const OWN_TWO = OWN.replace('Logs/One', 'Logs/Two');
const TWO = `the trails 'Logs/One' and 'Logs/Two' log one another's deliveries${FOR_EVER}`;
const [A, B] = [{ Ref: 'A' }, { Ref: 'B' }];

describe('a trail', () => {
  test.each([
    ['logs every object', trail(A, EVERY_OBJECT), [OWN]],
    ['leaves its bucket out', trail(A, objectsBut(A)), []],
    [
      'leaves its bucket out by its ARN',
      trail(A, objectsBut({ 'Fn::Select': [5, { 'Fn::Split': [':', { 'Fn::GetAtt': ['A', 'Arn'] }] }] })),
      [],
    ],
    ['leaves another bucket out', trail(A, objectsBut(B)), [OWN]],
    ['leaves out what only the deployment knows', trail(A, objectsBut({ Ref: 'Param' })), []],
    ['is stopped', trail(A, EVERY_OBJECT, { IsLogging: false }), []],
    ['does not log deliveries of CloudTrail', trail(A, EVERY_OBJECT, { RecursiveLogging: false }), []],
    ['logs no objects', trail(A, undefined), []],
    [
      'logs them by basic selectors',
      trail(A, undefined, {
        EventSelectors: [{ DataResources: [{ Type: 'AWS::S3::Object', Values: ['arn:aws:s3'] }] }],
      }),
      [OWN],
    ],
    [
      'logs them by basic selectors, and those of a bucket that only the deployment knows',
      trail(A, undefined, {
        EventSelectors: [
          {
            DataResources: [
              {
                Type: 'AWS::S3::Object',
                Values: ['arn:aws:s3', { 'Fn::Join': ['', ['arn:aws:s3:::', { Ref: 'Param' }, '/']] }],
              },
            ],
          },
        ],
      }),
      [OWN],
    ],
    [
      'leaves out what only the deployment knows in one of its selectors',
      trail(A, [...objectsBut({ Ref: 'Param' }), ...EVERY_OBJECT]),
      [OWN],
    ],
    ['delivers to a bucket of no template', trail('elsewhere', EVERY_OBJECT), [OWN]],
  ])('that %s', (_what, One, expected) => {
    expect(cyclesIn(stack({ One, A: bucket(), B: bucket() }))).toEqual(expected);
  });

  test('that logs what is copied of its deliveries', () => {
    const copied = {
      ReplicationConfiguration: {
        Rules: [{ Status: 'Enabled', Destination: { Bucket: { 'Fn::GetAtt': ['B', 'Arn'] } } }],
      },
    };
    const words = `the trail 'Logs/One' logs the copies of its own deliveries in '\${Logs/B}'${FOR_EVER}`;
    const One = trail(A, objectsBut(A));
    expect(cyclesIn(stack({ One, A: bucket(copied), B: bucket() }))).toEqual([words]);
    const both = trail(A, objectsBut(A, B));
    expect(cyclesIn(stack({ One: both, A: bucket(copied), B: bucket() }))).toEqual([]);
  });

  test('that another account has, or that logs another Region alone, hears nothing', () => {
    const logs = { A: bucket() };
    const One = (others: object) => trail('logs-elsewhere', EVERY_OBJECT, others);
    const named = { A: bucket({ BucketName: 'logs-elsewhere' }) };
    const archive = stack(named, { name: 'Archive', account: '444455556666', region: 'us-east-1' });
    expect(cyclesIn(stack({ ...logs, One: One({}) }), archive)).toEqual([]);
    expect(cyclesIn(stack({ ...logs, One: One({ IsOrganizationTrail: true }) }), archive)).toEqual([OWN]);
    expect(
      cyclesIn(
        stack({ ...logs, One: One({ IsOrganizationTrail: true, IsMultiRegionTrail: false }) }),
        archive,
      ),
    ).toEqual([]);
  });
});

describe('trails of two accounts that deliver to buckets of which only the names are known, and leave out their own', () => {
  const stackOf = (name: string, account: string | undefined, others: object = {}) => {
    const logs = `logs-of-${name}`;
    return { ...stack({ [name]: trail(logs, objectsBut(logs), others) }, { name }), account };
  };
  const [one, two] = ['111122223333', '444455556666'];

  test.each<[string, string | undefined, string | undefined, object, number]>([
    ['log nothing: events of a bucket are those of its account', one, two, {}, 0],
    ['log nothing if one account alone is known', one, undefined, {}, 0],
    ['log one another if they are of one account', one, one, {}, 1],
    ['log one another if neither account is known', undefined, undefined, {}, 1],
    ['log one another if they are of the organization', one, two, { IsOrganizationTrail: true }, 1],
  ])('%s', (_what, first, second, others, expected) => {
    expect(cyclesIn(stackOf('One', first, others), stackOf('Two', second, others))).toHaveLength(expected);
  });

  test('nor do they log what is copied to the bucket of another account', () => {
    const copied = (Account: object) => ({
      ReplicationConfiguration: {
        Rules: [{ Status: 'Enabled', Destination: { Bucket: 'arn:aws:s3:::copies', ...Account } }],
      },
    });
    const cycles = (Account: object) =>
      cyclesIn(stack({ One: trail(A, objectsBut(A)), A: bucket(copied(Account)) }));
    expect(cycles({ Account: two })).toEqual([]);
    expect(cycles({ Account: one })).toHaveLength(1);
    expect(cycles({})).toHaveLength(1);
  });
});

describe('two trails with two archives', () => {
  test.each([
    ['each leaves its own out', objectsBut(A), objectsBut(B), [TWO]],
    ['one leaves both out', objectsBut(A, B), objectsBut(B), []],
    ['each logs itself, too', EVERY_OBJECT, EVERY_OBJECT, [OWN, OWN_TWO, TWO]],
    ['one logs itself, too', EVERY_OBJECT, objectsBut(B), [OWN, TWO]],
    ['one logs itself alone', objectsBut(B), objectsBut(A, B), [OWN]],
  ])('of which %s', (_what, one, two, expected) => {
    const parts = { One: trail(A, one), Two: trail(B, two), A: bucket(), B: bucket() };
    expect(cyclesIn(stack(parts))).toEqual(expected);
  });

  test('of two stacks that import their buckets', () => {
    const exported = (id: string) => ({
      Outputs: { [id]: { Value: { Ref: id }, Export: { Name: `the-${id}` } } },
    });
    const inStack = (name: string, id: string, selectors: unknown) =>
      stack(
        { [`Trail${id}`]: trail({ Ref: id }, selectors), [id]: bucket() },
        {
          name,
          template: {
            Resources: { [`Trail${id}`]: trail({ Ref: id }, selectors), [id]: bucket() },
            ...exported(id),
          },
        },
      );
    const imported = (id: string) => ({ 'Fn::ImportValue': `the-${id}` });
    const one = inStack('S', 'A', objectsBut(A));
    expect(cyclesIn(one, inStack('T', 'B', objectsBut(B)))).toHaveLength(1);
    expect(cyclesIn(one, inStack('T', 'B', objectsBut(B, imported('A'))))).toEqual([]);
  });
});

test('each delivery is logged by each trail that hears it: as much is logged as is written', () => {
  const parts = fc.array(fc.tuple(fc.integer({ min: 0, max: 3 }), fc.subarray([0, 1, 2, 3])), {
    minLength: 1,
    maxLength: 6,
  });
  fc.assert(
    fc.property(parts, (trails) => {
      const name = (at: number) => `bucket-${at}`;
      const stacks = [
        stack(
          Object.fromEntries(
            trails.map(([to, left], at) => [`T${at}`, trail(name(to), objectsBut(...left.map(name)))]),
          ),
        ),
      ];
      const writers = writersOf(stacks, new Resolver(stacks));
      const logged = [...loggedDeliveries(writers, () => 10).values()].reduce((sum, each) => sum + each, 0);
      const heard = trails.flatMap(([to]) => trails.filter(([, left]) => !left.includes(to)));
      expect(logged).toBe(heard.length * 10);
      const cycles = writeCyclesOf(writers);
      const direct = trails.filter(([to, left]) => !left.includes(to));
      expect(cycles.filter(({ isDirect }) => isDirect)).toHaveLength(direct.length);
      const others = cycles.filter(({ isDirect }) => !isDirect).flatMap((cycle) => cycle.trails);
      expect(new Set(others).size).toBe(others.length);
    }),
  );
});
