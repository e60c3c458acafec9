import { Metrics } from '@aws-lambda-powertools/metrics';
import { MetricCounts } from '../../../lambda/raise/metric-counts';
import { RAISING_METRICS } from '../../../lib/core/settings/raising-metrics';

const UNITS = { ...RAISING_METRICS, Allowed: 'Count', Read: 'Bytes', Lag: 'Milliseconds' } as const;

/** What an invocation writes to its log. */
function emitted(fill: (counts: MetricCounts<typeof UNITS>) => void): Record<string, unknown> {
  const lines: string[] = [];
  const write = jest
    .spyOn(process.stdout, 'write')
    .mockImplementation((line) => lines.push(String(line)) > 0);
  const metrics = new Metrics({ namespace: 'Trailwatch', serviceName: 'worker' });
  const counts = new MetricCounts(UNITS);
  fill(counts);
  counts.emit(metrics);
  write.mockRestore();
  expect(lines).toHaveLength(1);
  return JSON.parse(lines[0] ?? '{}');
}

test('all counts are one document of the embedded metric format, zeros too', () => {
  const { _aws, ...values } = emitted((counts) => {
    counts.add('Read', 7);
    counts.add('MessagesFailed');
    counts.addRaised('sent', 2);
    counts.addRaised('grouped');
  });
  expect(_aws).toMatchObject({
    CloudWatchMetrics: [
      {
        Namespace: 'Trailwatch',
        Dimensions: [['service']],
        Metrics: expect.arrayContaining([
          { Name: 'Alerts', Unit: 'Count' },
          { Name: 'Read', Unit: 'Bytes' },
        ]),
      },
    ],
  });
  expect(values).toEqual({
    service: 'worker',
    ...{ Alerts: 2, AlertsGrouped: 1, AlertsRepeated: 0, MessagesFailed: 1, Allowed: 0, Read: 7 },
  });
});

test('values in milliseconds stay single, and are never below zero', () => {
  const { Lag } = emitted((counts) => {
    counts.measure('Lag', 5);
    counts.measure('Lag', -3);
  });
  expect(Lag).toEqual([5, 0]);
});

test('what allow lists left out is named beside its number', () => {
  const { allowed } = emitted((counts) => {
    counts.allowed.addAll([{ rule: 'rule', entry: 'office', records: 2 }]);
  });
  expect(JSON.parse(String(allowed))).toEqual([{ rule: 'rule', entry: 'office', records: 2 }]);
});
