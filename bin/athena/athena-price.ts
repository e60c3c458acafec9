import { unitUsd } from '../../lib/core/price/price';
import { PRICES } from '../../lib/core/price/prices';

const TB = 1024 ** 4;
const MB = 1024 ** 2;

/** A query is charged by the megabyte, and for ten at least. */
const MIN_MB = 10;

/**
 * What a query that scanned so many bytes costs by the list price, in USD. One that scanned nothing costs nothing. Capacity reservations
 * are charged by the hour.
 */
export function athenaCostUsd(scannedBytes: number): number {
  if (scannedBytes === 0) return 0;
  return (Math.max(MIN_MB, Math.ceil(scannedBytes / MB)) * MB * unitUsd(PRICES.athenaScan)) / TB;
}
