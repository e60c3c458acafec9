import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { MetricCounts, type MetricUnits } from '../../../lambda/raise/metric-counts';
import { metricsOfWorker, WORKER_METRICS } from '../../../lib/core/cost/usage';
import { RAISING_METRICS } from '../../../lib/core/settings/alerting-handler-settings';

const UNITS = { ...RAISING_METRICS, Allowed: 'Count', Read: 'Bytes', Lag: 'Milliseconds' } as const;

/** What an invocation writes to its log. */
function emitted(fill: (counts: MetricCounts<typeof UNITS>) => void): Record<string, unknown> {
  return emittedBy(UNITS, fill);
}

function emittedBy<Units extends MetricUnits>(
  units: Units,
  fill: (counts: MetricCounts<Units>) => void,
): Record<string, unknown> {
  const lines: string[] = [];
  const write = jest
    .spyOn(process.stdout, 'write')
    .mockImplementation((line) => lines.push(String(line)) > 0);
  const metrics = new Metrics({ namespace: 'Trailwatch', serviceName: 'worker' });
  const counts = new MetricCounts(units);
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

describe('the metrics that CloudWatch charges for', () => {
  const publishing = Object.entries(WORKER_METRICS).filter(([, units]) => Object.keys(units).length > 0);

  test.each(publishing)('of the worker with %s are those that its handler emits', (variable, units) => {
    const { _aws } = emittedBy(units as MetricUnits, (counts) => {
      const measured = Object.keys(units).filter((name) => units[name] === 'Milliseconds');
      for (const name of measured) counts.measure(name as never, 1);
    });
    const [{ Metrics: metrics }] = (_aws as EmbeddedMetrics).CloudWatchMetrics;
    expect(metrics.map(({ Name }) => Name).sort()).toEqual([...(metricsOfWorker([variable]) ?? [])].sort());
  });

  test('are those of every handler that counts', () => {
    const sources = readdirSync('lambda', { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => readFileSync(join('lambda', file), 'utf8'));
    const counted = new Set(
      sources.flatMap(
        (source) => source.match(/(?<=(?:new MetricCounts|beginningWith)\()[A-Z_]+(?=\))/g) ?? [],
      ),
    );
    const charged = readFileSync('lib/core/cost/usage.ts', 'utf8').matchAll(/: (\w+_METRICS)/g);
    expect([...counted].sort()).toEqual([...charged].map(([, name]) => name).sort());
  });
});

interface EmbeddedMetrics {
  readonly CloudWatchMetrics: readonly [{ readonly Metrics: readonly { readonly Name: string }[] }];
}
