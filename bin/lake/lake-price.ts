import { unitUsd } from '../../lib/core/price/price';
import { PRICES } from '../../lib/core/price/prices';

const GB = 1024 ** 3;

/** What a query that scanned so many bytes costs by the list price, in USD. */
export function lakeCostUsd(scannedBytes: number): number {
  return (scannedBytes * unitUsd(PRICES.lakeScan)) / GB;
}
