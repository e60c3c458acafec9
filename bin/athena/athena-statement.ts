import { ATHENA_TABLE } from '../../lib/core/compile/sql/athena-table';
import { quotedName, textList, textLiteral } from '../../lib/core/compile/sql/sql-literal';
import { unitUsd } from '../../lib/core/cost/price/price';
import { PRICES } from '../../lib/core/cost/price/prices';
import { athenaEvents } from '../../lib/core/query/to-query-sql';
import { dayOf } from '../../lib/core/record/to-event-time';
import { type ListingTools, listObjects } from '../aws/list-bucket';
import { parseS3Url } from '../aws/s3-url';
import type { OpenTimeRange } from '../cli/time-range';
import { UserError } from '../cli/user-error';
import { readingsOf, withView } from '../query/with-view';
import type { ChosenRecords } from '../records/record-filter';
import type { AthenaTable, PartitionColumn } from './athena-table';

/** The days of delivery that can contain them, as `2026/11/20`. */
export interface ChosenDays {
  readonly first?: string;
  readonly last?: string;
}

const DAY_MS = 86_400_000;

type DayChoice = { readonly range?: OpenTimeRange | undefined; readonly lateDays: number };

/** The days of log files with records of a range, which may be delivered late. */
export function daysOf({ range: { startMs, endMs } = {}, lateDays }: DayChoice): ChosenDays {
  return {
    ...(startMs === undefined ? {} : { first: toDay(startMs) }),
    ...(endMs === undefined ? {} : { last: toDay(endMs + lateDays * DAY_MS) }),
  };
}

/**
 * The table with the selected records, for the FROM clause: filtered by columns of the table for partitions, and otherwise by
 * columns of the record.
 *
 * @throws {@link UserError} if the table requires the accounts to read
 */
function toChosenTable(table: AthenaTable, chosen: ChosenRecords): string {
  const { account, region, day } = table;
  if (account?.isInjected === true && chosen.accounts.length === 0) {
    throw new UserError(
      `${table.database}.${table.table} lists no accounts, so a query must name them; add --account`,
    );
  }
  const { first, last } = daysOf(chosen);
  const column = (name: string | undefined, otherwise: string) =>
    name === undefined ? otherwise : quotedName(name);
  const conditions = [
    ...isOneOf(column(account?.name, 'recipientaccountid'), chosen.accounts),
    ...isOneOf(column(region?.name, 'awsregion'), chosen.regions),
    ...(day === undefined || first === undefined ? [] : [`${quotedName(day.name)} >= ${textLiteral(first)}`]),
    ...(day === undefined || last === undefined ? [] : [`${quotedName(day.name)} <= ${textLiteral(last)}`]),
    ...within(chosen.range),
  ];
  const where = conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`;
  return `${quotedName(table.database)}.${quotedName(table.table)}${where}`;
}

/**
 * The part of the selection that the table cannot find, whatever the archive contains: one sentence; undefined if it finds all.
 *
 * @throws {@link UserError} if it does not list a requested account or Region
 */
export function checkProjected(
  { database, table, account, region, day }: AthenaTable,
  { accounts, regions, range }: ChosenRecords,
): string | undefined {
  const name = `${database}.${table}`;
  const strange = [...unlisted(account, accounts), ...unlisted(region, regions)];
  if (strange.length > 0)
    throw new UserError(
      `${name} does not list ${strange.join(', ')}, so none of its events would be found; add it to the table`,
    );
  const { first: asked } = daysOf({ range, lateDays: 0 });
  const first = day?.first;
  if (asked === undefined || first === undefined || asked >= first) return undefined;
  return `${name} finds no log files from before ${first}`;
}

function unlisted(column: PartitionColumn | undefined, asked: readonly string[]): readonly string[] {
  const { values } = column ?? {};
  return values === undefined ? [] : asked.filter((one) => !values.includes(one));
}

/** The same as a query, for statements with their own FROM clause. */
export function toChosenQuery(table: AthenaTable, chosen: ChosenRecords): string {
  return `(SELECT * FROM ${toChosenTable(table, chosen)})`;
}

/**
 * A SELECT of the user with the view `events`, on its own line. Only a query can follow the view: Athena rejects other
 * statements.
 *
 * @throws {@link UserError} if it does not read the view
 */
export function toStatement(sql: string, table: AthenaTable, chosen: ChosenRecords): string {
  if (readingsOf(sql) === 0) throw new UserError('the SQL does not read the view events; write FROM events');
  const view = `events AS (${athenaEvents(table.sourceFile, table.ofInsights)} FROM ${toChosenTable(table, chosen)})`;
  return checkLength(withView(sql, view));
}

/** @throws {@link UserError} if a statement exceeds the Athena limit */
export function checkLength(statement: string): string {
  const { maxBytes = Number.POSITIVE_INFINITY } = ATHENA_TABLE;
  const bytes = Buffer.byteLength(statement);
  if (bytes <= maxBytes) return statement;
  throw new UserError(`the SQL has ${bytes} bytes with the view events; Athena accepts at most ${maxBytes}`);
}

function isOneOf(column: string, values: readonly string[]): readonly string[] {
  return values.length === 0 ? [] : [`${column} IN ${textList(values)}`];
}

function within({ startMs, endMs }: OpenTimeRange = {}): readonly string[] {
  const time = 'TRY(CAST(from_iso8601_timestamp(eventtime) AS TIMESTAMP))';
  return [
    ...(startMs === undefined ? [] : [`${time} >= ${timestamp(startMs)}`]),
    ...(endMs === undefined ? [] : [`${time} < ${timestamp(endMs)}`]),
  ];
}

function timestamp(timeMs: number): string {
  return `TIMESTAMP '${new Date(timeMs).toISOString().replace('T', ' ').replace('Z', '')}'`;
}

function toDay(timeMs: number): string {
  return dayOf(timeMs).replaceAll('-', '/');
}

const TB = 1024 ** 4;

const MB = 1024 ** 2;

/** A query is charged per megabyte, with a minimum of ten. */
const MIN_MB = 10;

/**
 * The list price of a query that scanned this number of bytes, in USD. A query that scanned nothing is free. Capacity
 * reservations are charged by the hour.
 */
export function athenaCostUsd(scannedBytes: number): number {
  if (scannedBytes === 0) return 0;
  return (Math.max(MIN_MB, Math.ceil(scannedBytes / MB)) * MB * unitUsd(PRICES.athenaScan)) / TB;
}

/** Log files in the partitions that a query reads. */
interface Estimate {
  readonly files: number;
  readonly bytes: number;
  /** Whether the listing ended early, because there are more bytes than the limit. */
  readonly isMore: boolean;
}

/**
 * The size of the log files that one read of the selected records scans, from listings of the table's bucket: one for each
 * account and Region, from the first day to the last. They end when the limit of bytes is exceeded.
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
  const { first = table.day?.first, last } = daysOf(chosen);
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

/** For each account and Region, the folder that contains those of the days. */
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

/** Queries read only values that the table projects. */
function projected(chosen: readonly string[], values: readonly string[] | undefined): readonly string[] {
  return values === undefined ? chosen : chosen.filter((value) => values.includes(value));
}
