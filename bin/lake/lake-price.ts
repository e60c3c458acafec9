/**
 * What CloudTrail Lake charges for a scanned gigabyte in USD: the list price of most Regions on 2026-11-20.
 *
 * @see https://aws.amazon.com/cloudtrail/pricing/
 */
export const LAKE_USD_PER_GB = 0.005;

const GB = 1024 ** 3;

/** What a query that scanned so many bytes costs by the list price, in USD. */
export function lakeCostUsd(scannedBytes: number): number {
  return (scannedBytes * LAKE_USD_PER_GB) / GB;
}
