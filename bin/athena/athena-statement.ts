import { quotedName, textList, textLiteral } from '../../lib/core/compile/sql/sql-literal';
import { ATHENA_TABLE } from '../../lib/core/compile/sql/to-athena-sql';
import { athenaEvents } from '../../lib/core/query/to-query-sql';
import { dayOf } from '../../lib/core/record/to-event-time';
import type { OpenTimeRange } from '../cli/time-range';
import { UserError } from '../cli/user-error';
import { readingsOf, withView } from '../query/with-view';
import type { ChosenRecords } from '../records/record-filter';
import type { AthenaTable } from './athena-table';

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
 * The table with the records that are chosen, as it stands in FROM: partitions by columns of the table, and what it has no
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
