import { costedStacks } from '../../cost/costed-stack';
import type { Counts } from '../../cost/counts';
import { type CostLine, type MonthlyCost, monthlyCost } from '../../cost/monthly-cost';
import { trailsOf } from '../../cost/trail-charges';
import type { EstateStack } from '../../estate/estate-stack';
import { type ReviewChange, toChange } from '../review-change';

/** Smaller differences are none. */
const MIN_USD = 0.01;
/** Lines that are named in a sentence. */
const MAX_NAMED = 5;

/** What stacks cost in a month, as far as counts are given. */
export function costOf(stacks: readonly EstateStack[], counts: Counts): MonthlyCost {
  const costed = costedStacks(stacks);
  return monthlyCost({ stacks: costed, trails: trailsOf(costed).trails, counts });
}

/** The difference of the estimates, if there is one. */
export function compareCost(base: MonthlyCost, head: MonthlyCost): readonly ReviewChange[] {
  const difference = head.usd - base.usd;
  if (Math.abs(difference) < MIN_USD) return [];
  const kind = difference > 0 ? 'cost-increased' : 'cost-decreased';
  const message = `${renderUsd(base.usd)} → ${renderUsd(head.usd)} (${renderDifference(difference)}): ${dearest(base, head)}`;
  return [toChange(kind, 'cost of a month', message)];
}

/** Such as `$12.30`. */
export function renderUsd(usd: number): string {
  return `$${usd.toFixed(2)}`;
}

function renderDifference(usd: number): string {
  return `${usd < 0 ? '-' : '+'}${renderUsd(Math.abs(usd))}`;
}

/** The prices whose lines change most. */
function dearest(base: MonthlyCost, head: MonthlyCost): string {
  const sums = new Map<string, number>();
  const add = ({ price, usd = 0 }: CostLine, sign: number): void => {
    sums.set(price, (sums.get(price) ?? 0) + sign * usd);
  };
  for (const line of base.lines) add(line, -1);
  for (const line of head.lines) add(line, 1);
  const changed = [...sums].filter(([, usd]) => Math.abs(usd) >= MIN_USD);
  const sorted = changed.sort(
    ([one, left], [other, right]) => Math.abs(right) - Math.abs(left) || (one < other ? -1 : 1),
  );
  const named = sorted.slice(0, MAX_NAMED).map(([price, usd]) => `${price} ${renderDifference(usd)}`);
  return named.join(', ');
}
