import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { INTEGRITY_METRICS } from '../../lib/core/settings/integrity-settings';
import { PROCESSOR_METRICS } from '../../lib/core/settings/log-processor-settings';
import { runTrailwatch } from '../bin/run-trailwatch';
import { ROOT } from './code-blocks';

const PAGE = 'docs/deploy/cost.md';

const DEPLOYED = 'test/integ/__snapshots__/reference-app-one-account/Trailwatch.template.json';

interface Cost {
  readonly count: number;
  readonly price: number;
  readonly together: number;
}

/** The rows of the page's table of resources, in whole cents. */
function readCosts(): ReadonlyMap<string, Cost> {
  const rows = readFileSync(join(ROOT, PAGE), 'utf8').matchAll(
    /^\| ([\w ]+) \| (\d+) \| \$(\d+\.\d\d) \| \$(\d+\.\d\d) \|$/gm,
  );
  return new Map(
    [...rows].map(([, name = '', count, price, together]) => [
      name,
      { count: Number(count), price: cents(price), together: cents(together) },
    ]),
  );
}

function cents(dollars: string | undefined): number {
  return Math.round(Number(dollars) * 100);
}

interface Deployed {
  readonly Type: string;
  readonly Properties?: { readonly Metrics?: readonly { readonly MetricStat?: unknown }[] };
}

function deployed(): readonly Deployed[] {
  const { Resources } = JSON.parse(readFileSync(join(ROOT, DEPLOYED), 'utf8')) as {
    readonly Resources: Readonly<Record<string, Deployed>>;
  };
  return Object.values(Resources);
}

/** CloudWatch charges for each metric of an alarm, and for none of the expressions over them. */
function countAlarmMetrics(): number {
  const alarms = deployed().filter(({ Type }) => Type === 'AWS::CloudWatch::Alarm');
  const metrics = alarms.map(({ Properties }) => {
    const queries = Properties?.Metrics ?? [{ MetricStat: {} }];
    return queries.filter(({ MetricStat }) => MetricStat !== undefined).length;
  });
  return metrics.reduce((sum, count) => sum + count, 0);
}

/** How many resources of a type the default of one account has. */
function countOf(type: string): number {
  return deployed().filter(({ Type }) => Type === type).length;
}

test('docs/deploy/cost.md counts the resources of the default that cost money without an event', () => {
  const metrics = Object.keys(PROCESSOR_METRICS).length + Object.keys(INTEGRITY_METRICS).length;
  expect(Object.fromEntries([...readCosts()].map(([name, { count }]) => [name, count]))).toEqual({
    'KMS key': countOf('AWS::KMS::Key'),
    'metric of a CloudWatch alarm': countAlarmMetrics(),
    'CloudWatch dashboard': countOf('AWS::CloudWatch::Dashboard'),
    'CloudWatch metric': metrics,
  });
});

test('docs/deploy/cost.md adds its prices up', () => {
  const costs = [...readCosts().values()];
  for (const { count, price, together } of costs) expect(count * price).toBe(together);
  const total = costs.reduce((sum, { together }) => sum + together, 0);
  expect(readFileSync(join(ROOT, PAGE), 'utf8')).toContain(
    `| **together** | | | **$${(total / 100).toFixed(2)}** |`,
  );
});

test('docs/deploy/cost.md shows the last line that trailwatch cost prints of the default', async () => {
  const { stderr } = await runTrailwatch(['cost', join(ROOT, DEPLOYED)]);
  expect(readFileSync(join(ROOT, PAGE), 'utf8')).toContain(`\`${stderr.trim().split('\n').at(-1)}\``);
});
