import type { Contribution } from '../../../lib/core/correlation/contribution';
import { type ClaimStore, type Item, isForgotten, MAC, reportForeign } from './claim-store';
import { contributionParts, contributionsAt } from './put-contribution';
import { queryItems } from './query-items';

/** A contribution as the table has it. */
export interface RememberedContribution extends Contribution {
  /** When it was written first. */
  readonly writtenAtMs: number;
}

/** Which contributions. */
export interface ContributionRange {
  readonly window: string;
  /** By event time, inclusive. */
  readonly fromMs: number;
  /** Exclusive. */
  readonly untilMs: number;
  readonly nowMs: number;
}

/**
 * The contributions of a group in a stretch of event time, read consistently, page by page. One without the right code is
 * reported and left out: it could as well undo an alert as raise one.
 */
export async function readContributions(
  store: ClaimStore,
  { window, fromMs, untilMs, nowMs }: ContributionRange,
): Promise<readonly RememberedContribution[]> {
  const macKey = await store.macKey();
  const found: RememberedContribution[] = [];
  // A sort key goes on after its time, so what was at `untilMs` comes after the bound.
  const sortKeys = [contributionsAt(fromMs), contributionsAt(untilMs)] as const;
  for await (const item of queryItems(store, window, { isConsistent: true, sortKeys })) {
    const isProven = macKey.verify(contributionParts(item), item[MAC]?.S);
    if (!isProven) reportForeign(store, item, 'adds to the count of a correlation, and no function wrote it');
    else if (!isForgotten(item, nowMs)) found.push(toContribution(item));
  }
  return found;
}

function toContribution(item: Item): RememberedContribution {
  const contribution = JSON.parse(item.contribution?.S ?? '') as Contribution;
  return { ...contribution, writtenAtMs: Number(item.writtenAt?.N) };
}
