import { unitUsd } from '../../lib/core/cost/price/price';
import { PRICES } from '../../lib/core/cost/price/prices';
import { type ListingTools, listObjects } from '../aws/list-bucket';
import { parseS3Url } from '../aws/s3-url';
import type { ChosenRecords } from '../records/record-filter';
import { daysOf } from './athena-statement';
import type { AthenaTable } from './athena-table';

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

/** Log files in the partitions that a query reads. */
export interface Estimate {
  readonly files: number;
  readonly bytes: number;
  /** Whether the listing ended early, because there are more bytes than asked about. */
  readonly isMore: boolean;
}

/**
 * The size of the log files that one reading of the chosen records scans, from listings of the table's bucket: one for each
 * account and Region, from the first day to the last. They end once there are more than so many bytes.
 *
 * Undefined for a table whose files cannot be found by its partitions.
 */
export async function estimateBytes(
  table: AthenaTable,
  chosen: ChosenRecords,
  { maxBytes, ...tools }: ListingTools & { readonly maxBytes: number },
): Promise<Estimate | undefined> {
  const folders = foldersOf(table, chosen);
  if (folders === undefined) return undefined;
  const { first = table.day?.first, last } = daysOf(chosen.range);
  let [files, bytes] = [0, 0];
  for (const { bucket, prefix } of folders) {
    const after = first === undefined ? undefined : `${prefix}${first}/`;
    for await (const object of listObjects({ bucket, prefix, after }, tools)) {
      const day = object.key.slice(prefix.length, prefix.length + DAY_LENGTH);
      if (last !== undefined && day > last) break;
      files += 1;
      bytes += object.bytes;
      if (bytes > maxBytes) return { files, bytes, isMore: true };
    }
  }
  return { files, bytes, isMore: false };
}

const DAY_LENGTH = '2026/11/20'.length;

interface Folder {
  readonly bucket: string;
  readonly prefix: string;
}

/** Of each account and Region, the folder that holds those of the days. */
function foldersOf(
  { account, region, day, location }: AthenaTable,
  { accounts, regions }: ChosenRecords,
): readonly Folder[] | undefined {
  if (location === undefined || day === undefined) return undefined;
  const end = `\${${day.name}}`;
  const template = location.replace(/\/$/, '');
  if (!template.endsWith(`/${end}`)) return undefined;
  let urls = [template.slice(0, -end.length)];
  for (const [column, chosen] of [
    [account, accounts],
    [region, regions],
  ] as const) {
    if (column === undefined) continue;
    const values = chosen.length > 0 ? projected(chosen, column.values) : column.values;
    if (values === undefined) return undefined;
    urls = urls.flatMap((url) => values.map((value) => url.replaceAll(`\${${column.name}}`, value)));
  }
  const folders = urls.map(parseS3Url);
  // Another partition column is not known here.
  return folders.every((folder) => folder !== undefined && !folder.prefix.includes('${'))
    ? folders.filter((folder) => folder !== undefined)
    : undefined;
}

/** What the table does not project, no query reads. */
function projected(chosen: readonly string[], values: readonly string[] | undefined): readonly string[] {
  return values === undefined ? chosen : chosen.filter((value) => values.includes(value));
}
