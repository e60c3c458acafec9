import { ContributionCollector } from '../../../lib/core/correlation/contribution-collector';
import { Detections } from '../../../lib/core/correlation/detections';
import { findCrossings } from '../../../lib/core/correlation/find-crossings';
import { keepEnough } from '../../../lib/core/correlation/keep-enough';
import type { CloudTrailRecord } from '../../../lib/core/record/record';
import type { Correlation } from '../../../lib/core/rule/correlation';
import { cases } from '../../jest/cases';
import { chanceOf } from '../../lambda/chance';
import { type FlatRecord, oracle } from './correlation-oracle';
import {
  correlationOf,
  RULES,
  randomCorrelation,
  randomRecords,
  satisfiesRule,
  shuffled,
} from './random-correlation';

function collected(correlation: Correlation, records: readonly FlatRecord[]) {
  const detections = Detections.of([], [correlation]);
  const collector = new ContributionCollector();
  for (const flat of records) {
    const record = flat as unknown as CloudTrailRecord;
    detections.collect(detections.match(record), { record }, {}, collector);
  }
  return collector.groups();
}

/** What the engine finds, as the oracle writes it. */
function found(correlation: Correlation, records: readonly FlatRecord[]): readonly string[] {
  return collected(correlation, records)
    .flatMap(({ plan, group, contributions }) =>
      findCrossings(plan, contributions).map(
        ({ periodStartMs }) => `${JSON.stringify(group.values)} ${periodStartMs / plan.timespanMs}`,
      ),
    )
    .sort();
}

describe('over random streams and correlations', () => {
  const SEEDS = Array.from({ length: cases(3_000) }, (_, index) => index + 1);

  test('the engine finds what the definition says', () => {
    const kinds = new Map<string, number>();
    for (const seed of SEEDS) {
      const chance = chanceOf(seed);
      const correlation = randomCorrelation(chance);
      const records = randomRecords(chance, 1 + Math.floor(chance() * 60));
      const expected = oracle(correlation, records, satisfiesRule);
      expect({ seed, found: found(correlation, records) }).toEqual({ seed, found: expected });
      const kind = `${correlation.kind} ${correlation.bounds[0]?.operator ?? 'all'} ${expected.length > 0}`;
      kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    }
    // Worth something only if every kind was satisfied, and not, under many bounds.
    expect(kinds.size).toBeGreaterThan(40);
  });

  test('what is found does not depend on the order of the records, nor on how often they come', () => {
    for (const seed of SEEDS.slice(0, cases(500))) {
      const chance = chanceOf(seed);
      const correlation = randomCorrelation(chance);
      const records = randomRecords(chance, 40);
      const again = shuffled(chance, [...records, ...records.slice(0, 25)]);
      expect({ seed, found: found(correlation, again) }).toEqual({
        seed,
        found: found(correlation, records),
      });
    }
  });

  test('what decides of a whole decides of what decides of its parts', () => {
    for (const seed of SEEDS.slice(0, cases(1_000))) {
      const chance = chanceOf(seed);
      const correlation = randomCorrelation(chance);
      const records = randomRecords(chance, 80);
      const parts = [0, 1, 2].map((part) => records.filter((_, index) => index % 3 === part));
      const cut = parts.flatMap((part) => collected(correlation, part));
      for (const { plan, group, contributions } of collected(correlation, records)) {
        const own = cut.filter(({ group: { key } }) => key === group.key);
        const united = keepEnough(
          plan,
          own.flatMap((part) => part.contributions),
        );
        expect({ seed, united }).toEqual({ seed, united: contributions });
      }
    }
  });
});

const START = Date.parse('2026-11-20T02:00:00Z');

function at(second: number, eventName = 'SignIn', changes: Partial<FlatRecord> = {}): FlatRecord {
  const eventTime = new Date(START + second * 1000).toISOString();
  return {
    eventID: `${eventName}${second}`,
    recipientAccountId: '1',
    eventTime,
    eventName,
    actor: 'ann',
    ...changes,
  };
}

function periods(correlation: Correlation, records: readonly FlatRecord[]): readonly number[] {
  return collected(correlation, records)
    .flatMap(({ plan, contributions }) => findCrossings(plan, contributions))
    .map(({ periodStartMs }) => (periodStartMs - START) / 1000);
}

describe('a window', () => {
  test('holds what is less than a timespan older than its end, and not what is a whole one older', () => {
    expect(periods(correlationOf(), [at(50), at(80), at(109)])).toEqual([60]);
    expect(periods(correlationOf(), [at(50), at(80), at(110)])).toEqual([]);
  });

  test('holds everything of the second in which it ends', () => {
    const same = [at(50), at(50, 'SignIn', { eventID: 'b' }), at(50, 'SignIn', { eventID: 'c' })];
    expect(periods(correlationOf(), same)).toEqual([0]);
    expect(periods(correlationOf({ bounds: [{ operator: 'lte', value: 2 }] }), same)).toEqual([]);
  });

  test('that goes on for an hour raises one alert a timespan', () => {
    const hour = Array.from({ length: 3600 }, (_, second) => at(second));
    expect(periods(correlationOf(), hour)).toHaveLength(60);
    expect(periods(correlationOf({ timespanSeconds: 3600 }), hour)).toHaveLength(1);
  });
});

describe('a count that a rule concludes', () => {
  const concluded = correlationOf({ rules: RULES.slice(0, 2), concludedBy: RULES[1]?.id ?? '' });
  const three = [at(1), at(2), at(3)];

  test('is reached at a record of that rule, and not before', () => {
    expect(periods(concluded, three)).toEqual([]);
    expect(periods(concluded, [...three, at(59, 'Assume')])).toEqual([0]);
    expect(periods(concluded, [...three, at(60, 'Assume')])).toEqual([60]);
    expect(periods(concluded, [...three, at(61, 'Assume')])).toEqual([]);
  });

  test('does not count the records of that rule', () => {
    expect(periods(concluded, [at(1), at(2), at(3, 'Assume'), at(4, 'Assume')])).toEqual([]);
    expect(periods(concluded, [at(0, 'Assume'), ...three])).toEqual([]);
  });

  test('has of that rule only the record that decided', () => {
    const records = [at(0, 'Assume'), ...three, at(4, 'Assume'), at(5, 'Assume')];
    const [crossing] = collected(concluded, records).flatMap(({ plan, contributions }) =>
      findCrossings(plan, contributions),
    );
    expect(crossing?.window.map(({ record }) => record.eventID)).toEqual([
      'SignIn1',
      'SignIn2',
      'SignIn3',
      'Assume4',
    ]);
    expect(crossing).toMatchObject({ count: 3 });
  });
});

describe('what is counted', () => {
  test('is nothing whose time is no ISO 8601 in UTC', () => {
    const odd = [
      ...['yesterday', '2026-11-20', '2026-11-20T02:00:00+01:00', '2026-13-40T02:00:00Z', ''],
      ...['2026-02-30T02:00:00Z', '2026-11-20T24:00:00Z'],
    ];
    const once = correlationOf({ bounds: [{ operator: 'gte', value: 1 }] });
    expect(odd.flatMap((eventTime) => periods(once, [at(0, 'SignIn', { eventTime })]))).toEqual([]);
  });

  test('in order, is in the order of the list, and at one second in any', () => {
    const ordered = correlationOf({ kind: 'temporal_ordered', rules: RULES.slice(0, 2), bounds: [] });
    expect(periods(ordered, [at(1), at(5, 'Assume')])).toEqual([0]);
    expect(periods(ordered, [at(5), at(1, 'Assume')])).toEqual([]);
    expect(periods(ordered, [at(5, 'Assume'), at(5)])).toEqual([0]);
  });

  test('is told apart by letter case, and by what stands in which field', () => {
    const both = correlationOf({ groupBy: ['actor', 'address'], bounds: [{ operator: 'gte', value: 2 }] });
    const pair = (actor: string, address: string, second: number) => at(second, 'SignIn', { actor, address });
    expect(periods(both, [pair('ann', 'x', 1), pair('Ann', 'x', 2), pair('x', 'ann', 3)])).toEqual([]);
    expect(periods(both, [pair('ann', 'x', 1), pair('ann', 'x', 2)])).toEqual([0]);
  });
});

test('a group with 100,000 records keeps as many as decide', () => {
  const many = Array.from({ length: 100_000 }, (_, index) =>
    at(index / 2000, 'SignIn', { eventID: `e${index}` }),
  );
  const [group] = collected(correlationOf(), many);
  expect(group?.contributions).toHaveLength(6);
});
