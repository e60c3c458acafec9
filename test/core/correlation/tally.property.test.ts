import { CONCLUSION, type Contribution } from '../../../lib/core/correlation/contribution';
import {
  type CollectedGroup,
  ContributionCollector,
} from '../../../lib/core/correlation/contribution-collector';
import { ContributionParts } from '../../../lib/core/correlation/contribution-parts';
import { ContributionSpool } from '../../../lib/core/correlation/contribution-spool';
import { planCorrelation } from '../../../lib/core/correlation/correlation-plan';
import { Detections } from '../../../lib/core/correlation/detections';
import { crossingsOf, toCorrelated } from '../../../lib/core/correlation/find-crossings';
import { Tally } from '../../../lib/core/correlation/tally';
import type { CloudTrailRecord } from '../../../lib/core/record/record';
import type { Correlation } from '../../../lib/core/rule/correlation';
import { cases } from '../../jest/cases';
import { chanceOf } from '../../lambda/chance';
import { MemorySpillStore } from './memory-spill-store';
import { randomCorrelation, randomRecords, satisfiesRule } from './random-correlation';

const TIMES = 400;

/** Correlations whose counts go on behind the records that decide. */
function talliedCorrelation(chance: () => number): Correlation {
  for (;;) {
    const correlation = randomCorrelation(chance);
    if (Tally.isOf(planCorrelation(correlation))) return correlation;
  }
}

type Records = readonly CloudTrailRecord[];

/** Every contribution of every record, none cut down. */
function allContributions(correlation: Correlation, records: Records): ReadonlyMap<string, Contribution[]> {
  const all = new Map<string, Contribution[]>();
  for (const record of records) {
    const collector = collected(correlation, [record]);
    for (const { group, contributions } of collector.groups())
      all.set(group.key, [...(all.get(group.key) ?? []), ...contributions]);
  }
  return all;
}

function collected(correlation: Correlation, records: Records, maxTallied?: number): ContributionCollector {
  const detections = Detections.of([], [correlation]);
  const collector = new ContributionCollector(undefined, maxTallied);
  for (const record of records) detections.collect(detections.match(record), { record }, {}, collector);
  return collector;
}

function spooled(correlation: Correlation, records: Records, maxHeld?: number): readonly CollectedGroup[] {
  const plan = planCorrelation(correlation);
  const spool = new ContributionSpool(() => new MemorySpillStore(), maxHeld);
  for (const record of records) {
    const parts = new ContributionParts({}, () => 0);
    for (const { id } of correlation.rules)
      if (satisfiesRule(record as never, id)) parts.add({ plan, ruleId: id }, { record }, { index: 0 });
    spool.put(parts.take(), [plan]);
  }
  return [...spool.groups()].flat();
}

/** The groups of several batches, each written and read between. */
function merged(correlation: Correlation, batches: readonly Records[]): readonly CollectedGroup[] {
  const together = new ContributionCollector();
  for (const batch of batches)
    for (const { plan, tally, ...group } of collected(correlation, batch).groups()) {
      const stored = JSON.parse(JSON.stringify(tally));
      together.put({ ...group, plan, tally: Tally.parse(plan, stored) });
    }
  return together.groups();
}

/** How many an alert tells of, and how many there were. */
interface Told {
  readonly found: number;
  readonly orMore: boolean;
  readonly expected: number;
  /** Between the first and the last time that it tells. */
  readonly inToldTimes: number;
}

/** The count of each alert, by a definition of its own. */
function countsOf(
  groups: readonly CollectedGroup[],
  all: ReadonlyMap<string, Contribution[]>,
): readonly Told[] {
  return groups.flatMap((collected) =>
    crossingsOf(collected.plan, collected.contributions).map((crossing) => {
      const { timespanMs, correlation } = collected.plan;
      const { periodStartMs, instantMs } = crossing;
      const { known } = toCorrelated(collected, crossing);
      const isIn = ({ timeMs, countKey }: Contribution) =>
        countKey !== CONCLUSION &&
        timeMs > instantMs - timespanMs &&
        (correlation.concludedBy === undefined ? timeMs < periodStartMs + timespanMs : timeMs <= instantMs);
      const counted = (all.get(collected.group.key) ?? []).filter(isIn);
      const keysOf = (of: readonly Contribution[]) => new Set(of.map(({ countKey }) => countKey)).size;
      const { firstMs = Number.NaN, lastMs = Number.NaN } = known;
      const toldTimes = counted.filter(({ timeMs }) => timeMs >= firstMs && timeMs <= lastMs);
      return {
        found: known.count,
        orMore: known.orMore === true,
        expected: keysOf(counted),
        inToldTimes: keysOf(toldTimes),
      };
    }),
  );
}

test('an alert tells exactly how many there were, of one collection, of a spool, and of batches, however often a record comes', () => {
  let beyond = 0;
  for (let seed = 1; seed <= cases(TIMES); seed++) {
    const chance = chanceOf(seed);
    const correlation = talliedCorrelation(chance);
    const records = randomRecords(chance, 60) as unknown as Records;
    const all = allContributions(correlation, records);
    const batches = [records.slice(0, 35), records.slice(25, 50), records.slice(45)];
    const ways = [
      collected(correlation, [...records, ...records.slice(5, 20)]).groups(),
      spooled(correlation, [...records, ...records.slice(5, 20)]),
      spooled(correlation, records, 500),
      merged(correlation, batches),
    ];
    for (const groups of ways)
      for (const { found, orMore, expected, inToldTimes } of countsOf(groups, all)) {
        expect([seed, found, orMore]).toEqual([seed, expected, false]);
        expect(inToldTimes).toBe(expected);
        if (found > 5) beyond += 1;
      }
  }
  expect(beyond).toBeGreaterThan(cases(TIMES));
});

test('with less room than there are values it tells no more than there were, and that there may be more', () => {
  let less = 0;
  for (let seed = 1; seed <= cases(TIMES); seed++) {
    const chance = chanceOf(seed);
    const correlation = talliedCorrelation(chance);
    const records = randomRecords(chance, 60) as unknown as Records;
    const all = allContributions(correlation, records);
    for (const { found, orMore, expected } of countsOf(collected(correlation, records, 12).groups(), all)) {
      expect(found).toBeLessThanOrEqual(expected);
      if (found === expected) continue;
      expect(orMore).toBe(true);
      less += 1;
    }
  }
  expect(less).toBeGreaterThan(cases(TIMES) / 10);
});

test('what an earlier release stored without a tally is the least that there was', () => {
  const correlation = {
    ...talliedCorrelation(chanceOf(3)),
    concludedBy: undefined,
  } as unknown as Correlation;
  const records = randomRecords(chanceOf(3), 60) as unknown as Records;
  const together = new ContributionCollector();
  for (const { tally: _, ...group } of collected(correlation, records).groups()) together.put(group);
  const counts = countsOf(together.groups(), allContributions(correlation, records));
  expect(counts.length).toBeGreaterThan(0);
  for (const { found, orMore, expected } of counts) {
    expect(found).toBeLessThanOrEqual(expected);
    expect(orMore).toBe(true);
  }
});
