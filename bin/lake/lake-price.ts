import { unitUsd } from '../../lib/core/cost/price/price';
import { PRICES } from '../../lib/core/cost/price/prices';

const GB = 1024 ** 3;

/** What a query that scanned so many bytes costs by the list price, in USD. */
export function lakeCostUsd(scannedBytes: number): number {
  return (scannedBytes * unitUsd(PRICES.lakeScan)) / GB;
}
