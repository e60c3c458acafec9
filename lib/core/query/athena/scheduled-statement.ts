import type { NamedQuery } from '../named-query';
import { athenaTableOf, toQuerySql, withExpressions } from '../to-query-sql';
import { EVENTS_VIEW } from './events-view';

/** The log files that a scheduled query reads. */
export interface ScheduledReading {
  readonly databaseName: string;
  /** How many days of delivery, of which yesterday is the last one. */
  readonly days: number;
  /** Of these accounts; absent if the table lists them. */
  readonly accounts?: readonly string[];
}

/** The statement of a named query, or why there is none. */
export function toScheduledQuery(
  query: NamedQuery,
  values: ReadonlyMap<string, string>,
  reading: ScheduledReading,
): { readonly sql: string } | { readonly problem: string } {
  return toQuerySql(query, { engine: 'athena', values, table: rowsOf(athenaTableOf(query), reading) });
}

/** The statement of a user over the view `events`, or why there is none. */
export function toScheduledStatement(
  statement: string,
  reading: ScheduledReading,
): { readonly sql: string } | { readonly problem: string } {
  const body = statement.trim().replace(/;$/, '');
  if (!/^(SELECT|WITH)\s/i.test(body)) return { problem: 'it does not begin with SELECT or WITH' };
  return { sql: withExpressions([`events AS ${rowsOf(EVENTS_VIEW.name, reading)}`], body) };
}

const DAY_MS = 86_400_000;

/** A day as a statement has it until it is run. */
const DAYS_BEFORE = /'trailwatch:days-before=(\d{1,3})'/g;

/** A statement for the run of a time: a run that is late, or repeated, reads the days that it would have read in time. */
export function withDaysBefore(statement: string, atMs: number): string {
  return statement.replace(DAYS_BEFORE, (_, days: string) => {
    const day = new Date(atMs - Number(days) * DAY_MS).toISOString().slice(0, 10);
    return `'${day.replaceAll('-', '/')}'`;
  });
}

/** Whole days of UTC, as the folders of CloudTrail, so that runs a day apart read each file once. */
function rowsOf(table: string, { databaseName, days, accounts }: ScheduledReading): string {
  const day = (before: number) => `'trailwatch:days-before=${before}'`;
  const where = [
    `"timestamp" >= ${day(days)}`,
    `"timestamp" < ${day(0)}`,
    ...(accounts === undefined ? [] : [`"account" IN (${accounts.map((each) => `'${each}'`).join(', ')})`]),
  ];
  return `(SELECT * FROM "${databaseName}"."${table}" WHERE ${where.join(' AND ')})`;
}
