import { toCorrelationAlarm } from '../../../lib/core/alarm/to-rule-alarm';
import { toMetricFilter } from '../../../lib/core/compile/metric-filter/to-metric-filter';
import type { Correlation } from '../../../lib/core/rule/correlation';
import { ruleOn } from '../../lambda/log-processor/log-files';

function correlation(changes: Partial<Correlation>): Correlation {
  const { condition: _, ...rule } = ruleOn('StopLogging');
  return {
    ...rule,
    id: 'burst',
    name: 'burst',
    kind: 'event_count',
    rules: [ruleOn('StopLogging'), ruleOn('DeleteTrail')],
    groupBy: [],
    aliases: {},
    timespanSeconds: 600,
    fields: [],
    bounds: [{ operator: 'gte', value: 1 }],
    generate: false,
    ...changes,
  };
}

test.each([
  ['one or more', [{ operator: 'gte', value: 1 }]],
  ['more than none', [{ operator: 'gt', value: 0 }]],
] as const)('fails on a count that one record fulfils, which would be told of twice: %s', (_, bounds) => {
  expect(toCorrelationAlarm(correlation({ bounds }), toMetricFilter)).toEqual({
    kind: 'refused',
    reasons: [
      expect.stringContaining('both together would tell twice; put an alarm on the rule that it counts'),
    ],
  });
});

const FIXED = expect.stringContaining('an alarm counts in fixed periods');

test.each([
  ['a count of several: periods are fixed', { bounds: [{ operator: 'gte', value: 5 }] }, [FIXED]],
  ['a count from above', { bounds: [{ operator: 'lt', value: 5 }] }, [FIXED]],
  [
    'groups',
    { groupBy: ['userIdentity.arn'] },
    ['an alarm cannot count by userIdentity.arn; let the log processor evaluate it'],
  ],
  [
    'distinct values',
    { kind: 'value_count' },
    ['a metric filter counts records, and no value_count; let the log processor evaluate it'],
  ],
  [
    'an order',
    { kind: 'temporal_ordered' },
    ['a metric filter counts records, and no temporal_ordered; let the log processor evaluate it'],
  ],
] as const)('fails on %s', (_, changes, reasons) => {
  expect(toCorrelationAlarm(correlation(changes as Partial<Correlation>), toMetricFilter)).toEqual({
    kind: 'refused',
    reasons,
  });
});
