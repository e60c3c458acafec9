/**
 * What Athena charges for a scanned terabyte in USD: the list price of most Regions on 2026-11-20. A few Regions are dearer,
 * and capacity reservations are charged by the hour.
 *
 * @see https://aws.amazon.com/athena/pricing/
 */
export const ATHENA_USD_PER_TB = 5;

const TB = 1024 ** 4;
const MB = 1024 ** 2;

/** A query is charged by the megabyte, and for ten at least. */
const MIN_MB = 10;

/** What a query that scanned so many bytes costs by the list price, in USD. One that scanned nothing costs nothing. */
export function athenaCostUsd(scannedBytes: number): number {
  if (scannedBytes === 0) return 0;
  return (Math.max(MIN_MB, Math.ceil(scannedBytes / MB)) * MB * ATHENA_USD_PER_TB) / TB;
}
