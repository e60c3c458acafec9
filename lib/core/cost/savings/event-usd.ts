import { unitUsd } from '../price/price';
import { PRICES } from '../price/prices';
import type { CostedTrail } from '../trail-charges';

/**
 * What CloudTrail charges for one event that a trail logs: its copy, and for data events the analyses of Insights.
 *
 * @param category as in records; events of other categories than these three are charged with those that they are made of
 */
export function eventUsd(
  { category }: { readonly category: string },
  { selection, isFirstCopy }: Pick<CostedTrail, 'selection' | 'isFirstCopy'>,
): number {
  if (category === 'NetworkActivity') return unitUsd(PRICES.networkActivityEvent);
  if (category === 'Management') return isFirstCopy ? 0 : unitUsd(PRICES.managementCopy);
  if (category !== 'Data') return 0;
  const analyses = (selection.insights ?? []).filter(({ eventCategories = [] }) =>
    eventCategories.includes('Data'),
  );
  return unitUsd(PRICES.dataEvent) + analyses.length * unitUsd(PRICES.dataInsights);
}
