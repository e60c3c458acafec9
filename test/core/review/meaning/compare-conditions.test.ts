import { compareConditions } from '../../../../lib/core/review/meaning/compare-conditions';
import type { Condition, TextCondition } from '../../../../lib/core/rule/condition';

const ROLE = 'userIdentity.sessionContext.sessionIssuer.arn';

function textOf(kind: TextCondition['kind'], field: string, ...values: readonly string[]): Condition {
  return { kind, field, values, cased: false };
}

function numbered(count: number, name: string): readonly string[] {
  return Array.from({ length: count }, (_, at) => `${name}${at}/`);
}

/** A rule that leaves out the records that satisfy another condition. */
function without(of: Condition): Condition {
  return { kind: 'and', of: [textOf('equals', 'eventName', 'CreateUser'), { kind: 'not', of }] };
}

/** Networks, roles and agents, as lists of rules have them. */
const lists: readonly (readonly [string, (count: number) => Condition])[] = [
  ['roles', (count) => textOf('equals', ROLE, ...numbered(count, 'arn:aws:iam::111122223333:role/team-'))],
  ['agents', (count) => textOf('contains', 'userAgent', ...numbered(count, 'agent-of-team-'))],
  [
    'networks',
    (count) => {
      const ranges = Array.from({ length: count }, (_, at) => `10.${at >> 8}.${at & 255}.0/24`);
      return { kind: 'cidr', field: 'sourceIPAddress', ranges };
    },
  ],
];

describe.each(lists)('a list of %s', (_, listOf) => {
  it.each([1, 5, 6, 7, 50, 800])('of %d that grows is weaker, and that shrinks is stronger', (count) => {
    const [short, long] = [without(listOf(count)), without(listOf(count + 1))];
    expect(compareConditions(short, long).direction).toBe('weaker');
    expect(compareConditions(long, short).direction).toBe('stronger');
  });
});

it('finds that long lists in another order are the same', () => {
  const values = numbered(2_000, 'bucket-');
  const [one, other] = [values, [...values].reverse()].map((each) =>
    without(textOf('equals', 'requestParameters.bucketName', ...each)),
  ) as [Condition, Condition];
  expect(compareConditions(one, other)).toEqual({ direction: 'same' });
});

it('ends with conditions that are too large, and says so', () => {
  const parts = Array.from({ length: 40 }, (_, at) =>
    textOf('contains', 'userAgent', ...numbered(200, `agent-${at}-`)),
  );
  const [one, other] = [
    { kind: 'and' as const, of: parts },
    { kind: 'and' as const, of: [...parts, textOf('contains', 'userAgent', ...numbered(2_000, 'agent-x-'))] },
  ];
  expect(compareConditions(one, other)).toEqual({ direction: 'unknown', isTooLarge: true });
});

describe('a field that has one text', () => {
  const [a, b] = [textOf('equals', 'eventName', 'A'), textOf('equals', 'eventName', 'B')];
  const both = (...of: readonly Condition[]): Condition => ({ kind: 'and', of });
  const not = (of: Condition): Condition => ({ kind: 'not', of });

  it('loses nothing by a filter of another text', () => {
    expect(compareConditions(a, both(a, not(b)))).toEqual({ direction: 'same' });
    const [some, others] = [
      ['A', 'B'],
      ['B', 'C'],
    ].map((values) => textOf('equals', 'eventName', ...values));
    if (some === undefined || others === undefined) throw new Error('there are two');
    expect(compareConditions(both(some, not(b)), both(some, not(others)))).toEqual({ direction: 'same' });
  });

  it.each(['startsWith', 'contains', 'endsWith'] as const)('is shown with one, which %s two', (kind) => {
    const named = (how: TextCondition['kind'], text: string): Condition =>
      textOf(how, 'userIdentity.userName', text);
    const [one, other] = [named(kind, 'ab'), named('contains', 'cd')];
    const { direction, example } = compareConditions(one, both(one, not(other)));
    expect(direction).toBe('weaker');
    expect(example).toEqual({ userIdentity: { userName: expect.stringMatching(/ab.*cd|cd.*ab/) } });
  });

  it('is one of the record: an element, and what services write, may have several', () => {
    const [one, other] = ['A', 'B'].map((text) => textOf('equals', 'requestParameters.name', text));
    if (one === undefined || other === undefined) throw new Error('there are two');
    expect(compareConditions(one, both(one, not(other))).direction).toBe('weaker');
    const within = (of: Condition): Condition => ({ kind: 'element', field: 'requestParameters.items', of });
    expect(compareConditions(within(a), within(both(a, not(b)))).direction).toBe('weaker');
  });
});
