import { testCorrelation } from '../../bin/commands/rules/rules-test';
import { readBuiltInFiles } from '../../bin/generators/built-in-rules';
import { ContributionCollector } from '../../lib/core/correlation/contribution-collector';
import { Detections } from '../../lib/core/correlation/detections';
import { findCrossings } from '../../lib/core/correlation/find-crossings';
import type { JsonObject } from '../../lib/core/json/json-value';
import type { CloudTrailRecord } from '../../lib/core/record/record';
import type { Correlation } from '../../lib/core/rule/correlation';
import { CORRELATIONS, recordsInOrder, recordsOf, timeAfter } from './correlated-records';

const COUNTING = CORRELATIONS.filter(([, { kind }]) => kind === 'event_count' || kind === 'value_count');
const ORDERED = CORRELATIONS.filter(([, { kind }]) => kind === 'temporal_ordered');
const TOGETHER = CORRELATIONS.filter(([, { kind }]) => kind === 'temporal');

/** The correlations that carry sequences of records: what belongs to one story, and what only looks like it. */
const WITH_SEQUENCES = readBuiltInFiles().flatMap(({ parsed }) =>
  parsed.correlations
    .filter(({ examples }) => examples.matching.length > 0)
    .map((found) => [found.correlation.name, found] as const),
);

describe('the correlations of the catalogue', () => {
  it('are of two kinds that count, one that orders, and one that takes any order', () => {
    expect(COUNTING.length).toBeGreaterThanOrEqual(20);
    expect(COUNTING.length + ORDERED.length + TOGETHER.length).toBe(CORRELATIONS.length);
  });

  it.each(COUNTING)(
    '%s is raised by as many records as it says, and not by one less',
    (_name, correlation) => {
      const enough = correlation.bounds[0]?.value ?? 0;
      const records = recordsOf(correlation, enough);
      expect(crossingsOf(correlation, records)).toBe(1);
      expect(crossingsOf(correlation, records.slice(1))).toBe(0);
    },
  );

  it.each(COUNTING)('%s is not raised by records that are too far apart', (_name, correlation) => {
    const records = recordsOf(correlation, correlation.bounds[0]?.value ?? 0);
    const apart = records.map((record, at) => ({
      ...record,
      eventTime: timeAfter(at * correlation.timespanSeconds),
    }));
    expect(crossingsOf(correlation, apart)).toBe(0);
  });

  it.each(ORDERED)('%s is raised by its records in their order only', (_name, correlation) => {
    const alike = recordsInOrder(correlation);
    const times = alike.map(({ eventTime }) => eventTime);
    const reversed = [...alike].reverse().map((record, at) => ({ ...record, eventTime: times[at] ?? '' }));
    expect(crossingsOf(correlation, alike)).toBe(1);
    expect(crossingsOf(correlation, reversed)).toBe(0);
  });

  it.each(TOGETHER)(
    '%s is raised by its records in any order, and not without one of them',
    (_name, correlation) => {
      const all = recordsInOrder(correlation);
      const times = all.map(({ eventTime }) => eventTime);
      const reversed = [...all].reverse().map((record, at) => ({ ...record, eventTime: times[at] ?? '' }));
      expect(crossingsOf(correlation, all)).toBe(1);
      expect(crossingsOf(correlation, reversed)).toBe(1);
      for (const left of all)
        expect(
          crossingsOf(
            correlation,
            all.filter((record) => record !== left),
          ),
        ).toBe(0);
    },
  );

  it.each(WITH_SEQUENCES)(
    '%s is raised by its example sequences, and by none of the others',
    (_name, found) => {
      expect(found.examples.ignored.length).toBeGreaterThan(0);
      expect(testCorrelation(found)).toEqual([]);
    },
  );
});

/** In how many periods the records satisfy the correlation. */
function crossingsOf(correlation: Correlation, records: readonly JsonObject[]): number {
  const detections = Detections.of([], [correlation]);
  const collector = new ContributionCollector();
  for (const record of records as readonly unknown[] as readonly CloudTrailRecord[])
    detections.collect(detections.match(record), { record }, {}, collector);
  const crossings = collector
    .groups()
    .flatMap(({ plan, contributions }) => findCrossings(plan, contributions));
  return crossings.length;
}
