import fc from 'fast-check';
import type { Contribution } from '../../../lib/core/correlation/contribution';
import { planCorrelation } from '../../../lib/core/correlation/correlation-plan';
import { keepDeciding } from '../../../lib/core/correlation/keep-enough';
import { inTimeOrder } from '../../../lib/core/correlation/window-counter';
import { correlationOf, RULES } from './random-correlation';

/** Three seconds a period, so that there are several periods with many contributions of one time. */
const PLANS = [1, 2, 5].map((value) =>
  planCorrelation(
    correlationOf({
      kind: 'value_count',
      rules: RULES,
      fields: ['address'],
      timespanSeconds: 3,
      bounds: [{ operator: 'gte', value }],
    }),
  ),
);

const contributions: fc.Arbitrary<readonly Contribution[]> = fc
  .array(fc.tuple(fc.nat(8), fc.nat(4), fc.nat(RULES.length - 1)), { maxLength: 60 })
  .map((all) =>
    all.map(([second, value, rule], at) => ({
      id: `id${(at * 7919) % 61}`,
      timeMs: second * 1000,
      countKey: `value${value}`,
      record: {
        eventID: `e${at}`,
        recipientAccountId: '1',
        ruleId: RULES[rule]?.id ?? '',
        eventTime: '',
        eventName: '',
      },
    })),
  );

/** The first contribution of each of the first `enough` keys, from either end of each period, of all put in order. */
function kept(plan: (typeof PLANS)[number], all: readonly Contribution[]): readonly Contribution[] {
  const ordered = inTimeOrder(plan, all);
  const wanted = new Set<Contribution>();
  for (const direction of [ordered, [...ordered].reverse()]) {
    const keys = new Map<number, Set<string>>();
    for (const contribution of direction) {
      const period = Math.floor(contribution.timeMs / plan.timespanMs);
      const seen = keys.get(period) ?? new Set();
      keys.set(period, seen);
      if (seen.has(contribution.countKey) || seen.size === plan.enough) continue;
      seen.add(contribution.countKey);
      wanted.add(contribution);
    }
  }
  return ordered.filter((contribution) => wanted.has(contribution));
}

test('keeps the first keys and the last keys of each period, whatever has the same time', () => {
  fc.assert(
    fc.property(fc.constantFrom(...PLANS), contributions, (plan, all) => {
      expect(keepDeciding(plan, all)).toEqual(kept(plan, all));
    }),
    { numRuns: 2_000 },
  );
});

test('asks for the ids of those only that may be the first or the last', () => {
  const [plan] = PLANS as [(typeof PLANS)[number]];
  let asked = 0;
  const all = Array.from({ length: 3_000 }, (_, at) => ({
    get id() {
      asked += 1;
      return `id${at}`;
    },
    timeMs: Math.floor(at / 1_000) * 1000,
    countKey: String(at),
    record: { eventID: '', recipientAccountId: '', ruleId: RULES[0]?.id ?? '', eventTime: '', eventName: '' },
  }));
  const middle = all.slice(1_000, 2_000);
  const before = asked;
  expect(keepDeciding(plan, [...all.slice(0, 1), ...middle, ...all.slice(-1)])).toHaveLength(2);
  expect(asked - before).toBe(0);
});
