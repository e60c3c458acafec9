import {
  EVENT_COLUMNS,
  FACT_COLUMNS,
  RECORD_COLUMN_NAME,
  SOURCE_FILE_COLUMN_NAME,
  TARGETS_COLUMN_NAME,
} from '../../lib/core/query/event-columns';
import { toLogsInsights } from '../../lib/core/query/logs-insights/to-logs-insights';
import { NAMED_QUERIES } from '../../lib/core/query/named-queries';
import { DUCKDB_TYPES, TARGETS_TYPE } from '../../lib/core/query/to-duckdb-events';
import { AGGREGATE_FUNCTIONS, ROW_FUNCTIONS, TABLE_FUNCTIONS } from '../query/sql-functions';

/** Where the page of `trailwatch query` is kept, from the root. */
export const QUERY_PATH = 'docs/investigate/query.md';

/** The tables of the page: the columns of the view, the queries and the functions. */
export function renderQueryTables(): string {
  const columns = EVENT_COLUMNS.map(({ name, type, field, about }) => [
    `\`${name}\``,
    DUCKDB_TYPES[type],
    `\`${field}\`${about === '' ? '' : `: ${about}`}`,
  ]);
  const others = [
    ...FACT_COLUMNS.map(({ name, about }) => [`\`${name}\``, 'VARCHAR', about]),
    [
      `\`${TARGETS_COLUMN_NAME}\``,
      TARGETS_TYPE.replaceAll('"', ''),
      'what the call acted on, as alerts and `trailwatch view` name it, at most 20: type, name, and ARN where it is known; NULL in files that a version without the column converted, and not in Athena or CloudTrail Lake',
    ],
    [`\`${SOURCE_FILE_COLUMN_NAME}\``, 'VARCHAR', 'the path or URL of the log file'],
    [`\`${RECORD_COLUMN_NAME}\``, 'JSON', 'the complete record'],
  ];
  const rows = [['column', 'type', 'field of the record'], ['---', '---', '---'], ...columns, ...others];
  return `## The view \`events\`

A field that is absent or null is NULL. A value that is not a time or boolean is NULL in a column of that type; the column \`record\` has
it as it is.

${rows.map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`).join('')}
${queriesTable()}
${logsInsightsTable()}
## Functions

${functionsTable()}`;
}

function functionsTable(): string {
  const groups: readonly (readonly [string, readonly string[]])[] = [
    ['in FROM', TABLE_FUNCTIONS],
    ['aggregates and windows', AGGREGATE_FUNCTIONS],
    ['of a row', ROW_FUNCTIONS],
  ];
  const rows = groups.map(
    ([group, names]) => `| ${group} | ${names.map((name) => `\`${name}\``).join(' ')} |\n`,
  );
  return `Operators, and these of [DuckDB's functions](https://duckdb.org/docs/stable/sql/functions/overview):\n\n| use | functions |\n| --- | --- |\n${rows.join('')}`;
}

/** The queries that Logs Insights cannot express, and why. */
function logsInsightsTable(): string {
  const refused = NAMED_QUERIES.flatMap((query) => {
    const result = toLogsInsights(query, new Map(query.parameters.map((one) => [one.name, one.example])));
    if ('query' in result) return [];
    return [`| \`${query.name}\` | ${result.problem.replace(/^.*?: /, '')} |\n`];
  });
  return `## Queries that Logs Insights cannot express\n\nThe other ${NAMED_QUERIES.length - refused.length} are the same in every engine.\n\n| query | why |\n| --- | --- |\n${refused.join('')}`;
}

function queriesTable(): string {
  const rows = NAMED_QUERIES.map(({ name, title, about, parameters }) => {
    const named = parameters.map(({ name: parameter, default: usual }) =>
      usual === undefined
        ? `\`${parameter}\``
        : `\`${parameter}\` (default \`${usual === '' ? "''" : usual}\`)`,
    );
    return `| \`${name}\` | ${title}. ${about} | ${named.join(', ')} |\n`;
  });
  return `## List of queries\n\nThere are ${NAMED_QUERIES.length}.\n\n| query | what it finds | parameters |\n| --- | --- | --- |\n${rows.join('')}`;
}
