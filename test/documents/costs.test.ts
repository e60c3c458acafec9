import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { INTEGRITY_METRICS } from '../../lib/core/settings/integrity-metrics';
import { PROCESSOR_METRICS } from '../../lib/core/settings/log-processor-metrics';
import { ROOT } from './code-blocks';

const DEPLOYED = 'test/integ/__snapshots__/reference-app-one-account/Trailwatch.template.json';

interface Cost {
  readonly count: number;
  readonly price: number;
  readonly together: number;
}

/** The rows of README's table of resources, in whole cents. */
function readCosts(): ReadonlyMap<string, Cost> {
  const rows = readFileSync(join(ROOT, 'README.md'), 'utf8').matchAll(
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

/** How many resources of a type the default of one account has. */
function countOf(type: string): number {
  const { Resources } = JSON.parse(readFileSync(join(ROOT, DEPLOYED), 'utf8')) as {
    readonly Resources: Readonly<Record<string, { readonly Type: string }>>;
  };
  return Object.values(Resources).filter(({ Type }) => Type === type).length;
}

test('README counts the resources of the default that cost money without an event', () => {
  const metrics = Object.keys(PROCESSOR_METRICS).length + Object.keys(INTEGRITY_METRICS).length;
  expect(Object.fromEntries([...readCosts()].map(([name, { count }]) => [name, count]))).toEqual({
    'KMS key': countOf('AWS::KMS::Key'),
    'CloudWatch alarm': countOf('AWS::CloudWatch::Alarm'),
    'CloudWatch dashboard': countOf('AWS::CloudWatch::Dashboard'),
    'CloudWatch metric': metrics,
  });
});

test('README adds its prices up', () => {
  const costs = [...readCosts().values()];
  for (const { count, price, together } of costs) expect(count * price).toBe(together);
  const total = costs.reduce((sum, { together }) => sum + together, 0);
  expect(readFileSync(join(ROOT, 'README.md'), 'utf8')).toContain(
    `| **together** | | | **$${(total / 100).toFixed(2)}** |`,
  );
});
