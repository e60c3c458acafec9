import { toEventPattern } from '../../../lib/core/compile/event-pattern/to-event-pattern';
import { toMetricFilter } from '../../../lib/core/compile/metric-filter/to-metric-filter';
import type { Condition } from '../../../lib/core/rule/condition';

const CONDITIONS: readonly Condition[] = [
  { kind: 'equals', field: 'trailwatch.firstSeen.sourceNetwork', values: ['account'], cased: false },
  { kind: 'exists', field: 'trailwatch.firstSeen' },
  { kind: 'not', of: { kind: 'exists', field: 'trailwatch.firstSeen.awsRegion' } },
];

describe.each([
  ['an event pattern', toEventPattern],
  ['a metric filter', toMetricFilter],
])('%s', (_, compile) => {
  test.each(CONDITIONS)('refuses what only the log processor adds: %j', (condition) => {
    const result = compile(condition, {});
    expect(result.kind).toBe('refused');
    if (result.kind !== 'refused') return;
    expect(result.obstacles.map(({ code }) => code)).toEqual(['own-field']);
    expect(result.obstacles[0]?.reason).toContain('is added by the log processor');
  });
});
