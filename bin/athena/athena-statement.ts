import { quotedName, textList, textLiteral } from '../../lib/core/compile/sql/sql-literal';
import { ATHENA_TABLE } from '../../lib/core/compile/sql/to-athena-sql';
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

/** The days of delivery that can hold them, as `2026/11/20`. */
export interface ChosenDays {
  readonly first?: string;
  readonly last?: string;
}

const DAY_MS = 86_400_000;

/** A file of the day after the end may still hold events from before it. */
const LATE_MS = DAY_MS;

/** The days of log files with records of a range. */
export function daysOf({ startMs, endMs }: OpenTimeRange = {}): ChosenDays {
  return {
    ...(startMs === undefined ? {} : { first: toDay(startMs) }),
    ...(endMs === undefined ? {} : { last: toDay(endMs + LATE_MS) }),
  };
}

/**
 * The table with the records that are chosen, as it is in FROM: partitions by columns of the table, and what it has no
 * partition for by columns of the record.
 *
 * @throws {@link UserError} if the table must be told which accounts to read
 */
function toChosenTable(table: AthenaTable, chosen: ChosenRecords): string {
  const { account, region, day } = table;
  if (account?.isInjected === true && chosen.accounts.length === 0) {
    throw new UserError(
      `${table.database}.${table.table} lists no accounts, so a query must name them; add --account`,
    );
  }
  const { first, last } = daysOf(chosen.range);
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
 * What the options choose and the table cannot find, whatever the archive has: one sentence for people; undefined if it finds all.
 *
 * @throws {@link UserError} if it does not list an account or a Region that is asked for
 */
export function checkProjected(
  { database, table, account, region, day }: AthenaTable,
  { accounts, regions, range }: ChosenRecords,
): string | undefined {
  const name = `${database}.${table}`;
  const strange = [...unlisted(account, accounts), ...unlisted(region, regions)];
  if (strange.length > 0)
    throw new UserError(
      `${name} does not list ${strange.join(', ')}, so nothing of it would be found; add it to the table`,
    );
  const { first: asked } = daysOf(range);
  const first = day?.first;
  if (asked === undefined || first === undefined || asked >= first) return undefined;
  return `${name} finds no log files from before ${first}`;
}

function unlisted(column: PartitionColumn | undefined, asked: readonly string[]): readonly string[] {
  const { values } = column ?? {};
  return values === undefined ? [] : asked.filter((one) => !values.includes(one));
}

/** The same as a query, for what has a FROM of its own. */
export function toChosenQuery(table: AthenaTable, chosen: ChosenRecords): string {
  return `(SELECT * FROM ${toChosenTable(table, chosen)})`;
}

/**
 * A SELECT of the user with the view `events`, on a line of its own. Nothing but a query can follow the view: Athena refuses
 * other statements.
 *
 * @throws {@link UserError} if it does not read the view
 */
export function toStatement(sql: string, table: AthenaTable, chosen: ChosenRecords): string {
  if (readingsOf(sql) === 0) throw new UserError('the SQL does not read the view events; write FROM events');
  const view = `events AS (${athenaEvents(table.sourceFile, table.ofInsights)} FROM ${toChosenTable(table, chosen)})`;
  return checkLength(withView(sql, view));
}

/** @throws {@link UserError} if a statement is longer than Athena takes */
export function checkLength(statement: string): string {
  const { maxBytes = Number.POSITIVE_INFINITY } = ATHENA_TABLE;
  const bytes = Buffer.byteLength(statement);
  if (bytes <= maxBytes) return statement;
  throw new UserError(`the SQL has ${bytes} bytes with the view events, and Athena takes ${maxBytes}`);
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
interface Estimate {
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
