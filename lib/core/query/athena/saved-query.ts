import type { NamedQuery } from '../named-query';
import { athenaTableOf, insightsOf, toAskingSql } from '../to-query-sql';
import { EVENTS_VIEW } from './events-view';

/** Options of saved queries. */
export interface SavedQueryOptions {
  readonly databaseName: string;
  /** Only log files that were delivered in the last given number of days. */
  readonly days: number;
  /** Whether the table lists no accounts, so that each query must name one. */
  readonly asksForAccount: boolean;
}

/** The text of a query that is saved in Athena: a description of the parameters, and the statement with a `?` for each. */
export function toSavedQuery(
  query: NamedQuery,
  { databaseName, days, asksForAccount }: SavedQueryOptions,
): string {
  const recent = `"timestamp" >= date_format(current_date - INTERVAL '${days}' DAY, '%Y/%m/%d')`;
  const where = [recent, ...(asksForAccount ? ['"account" = ?'] : [])].join(' AND ');
  const rowsOf = (table: string) => `(SELECT * FROM "${databaseName}"."${table}" WHERE ${where})`;
  // The view has the expressions of its columns once, and not each query again.
  const from =
    query.ofInsights === true ? insightsOf(query, rowsOf(athenaTableOf(query))) : rowsOf(EVENTS_VIEW.name);
  const asked = query.parameters
    .filter(({ default: usual }) => usual === undefined)
    .map(({ name, type, about }) => `${name}, ${WRITTEN[type]}: ${about}`);
  const account = asksForAccount ? ["account, '111122223333': the account whose log files are read"] : [];
  const parameters = [...asked, ...account].map((line, index) => `Parameter ${index + 1}: ${line}`);
  const lines = [query.about, ...parameters, `It reads the last ${days} days.`];
  return `${lines.map((line) => `-- ${line}\n`).join('')}${toAskingSql(query, from)}`;
}

/** How a value is written in the place of a parameter of Athena. */
const WRITTEN = {
  text: "as 'text'",
  account: "as '111122223333'",
  time: "as '2026-11-20 15:00:00'",
  number: 'as 10',
} as const;
