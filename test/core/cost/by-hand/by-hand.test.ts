/**
 * A row for each price that `cost` charges: what is charged, computed by hand from what the page of AWS says. Nothing of the product computes an
 * expected figure. Where AWS publishes an example, the row is that example. A GB is 1,024³ bytes, and a month has 30 days.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { costedStacks } from '../../../../lib/core/cost/costed-stack';
import type { Counts } from '../../../../lib/core/cost/counts';
import { type CostLine, monthlyCost } from '../../../../lib/core/cost/monthly-cost';
import { pageOf } from '../../../../lib/core/cost/price/price';
import { PRICES } from '../../../../lib/core/cost/price/prices';
import { trailsOf } from '../../../../lib/core/cost/trail-charges';
import { readTemplate } from '../../../../lib/core/estate/source/read-template';
import { EVENT_ROWS, INSIGHTS_ROWS } from './event-rows';
import type { Resources, Row } from './row';
import { STANDING_ROWS } from './standing-rows';
import { STORAGE_ROWS } from './storage-rows';
import { WORK_ROWS } from './work-rows';

function linesOf(resources: Resources, counts: Counts): readonly CostLine[] {
  const read = readTemplate({ Resources: resources }, 'Stack.json', {});
  if ('problem' in read) throw new Error(read.problem);
  const stacks = costedStacks(read.value.stacks);
  return monthlyCost({ stacks, trails: trailsOf(stacks).trails, counts }).lines;
}

/** What one resource costs by one price, in US dollars. */
function usdOf(resources: Resources, counts: Counts, [logicalId, price]: readonly [string, string]): number {
  const lines = linesOf(resources, counts).filter(
    (line) => line.price === price && (logicalId === '*' || line.logicalId === logicalId),
  );
  expect(lines.flatMap(({ missing }) => missing)).toEqual([]);
  return lines.reduce((sum, { usd = Number.NaN }) => sum + usd, 0);
}

const ROWS: readonly Row[] = [
  ...EVENT_ROWS,
  ...INSIGHTS_ROWS,
  ...STORAGE_ROWS,
  ...WORK_ROWS,
  ...STANDING_ROWS,
];

test.each(ROWS)('$price: $what', ({ price, page, resources, counts, of = '*', usd }) => {
  expect(usdOf(resources, counts, [of, price])).toBeCloseTo(usd, 10);
  expect(pageOf(PRICES[price])).toBe(page);
});

test('each price that cost charges by has a row', () => {
  const folder = 'lib/core/cost';
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  );
  const text = sources.map((file) => readFileSync(join(folder, file), 'utf8')).join('\n');
  const charged = Object.keys(PRICES).filter((price) => text.includes(`'${price}'`));
  expect([...new Set(ROWS.map(({ price }) => price as string))].sort()).toEqual(charged.sort());
  expect(charged.length).toBeGreaterThan(50);
});
