import { quotedTable } from '../../../lib/core/compile/sql/sql-literal';
import { toLogsInsights } from '../../../lib/core/query/logs-insights/to-logs-insights';
import type { NamedQuery, QueryEngine, QueryParameter } from '../../../lib/core/query/named-query';
import { toQuerySql } from '../../../lib/core/query/to-query-sql';
import type { CommandIo } from '../../cli/command-io';
import { UserError } from '../../cli/user-error';
import { toStream } from '../../outputs/text-output';
import { findQuery, parseParameters } from '../../query/find-query';

/** The options of `trailwatch query show`. */
export interface QueryShowOptions {
  readonly to: QueryEngine | 'logs-insights';
  readonly table?: string;
  readonly param?: readonly string[];
}

/** Prints a named query as SQL of an engine. A parameter without a value uses its example. Returns the exit status. */
export async function queryShow(
  name: string,
  { to: engine, table, param = [] }: QueryShowOptions,
  io: CommandIo,
): Promise<number> {
  if (table !== undefined && engine === 'logs-insights') {
    throw new UserError(
      '--table is for athena and lake; in Logs Insights, the log group is chosen with the query',
    );
  }
  if (table !== undefined && engine === 'duckdb') {
    throw new UserError('--table is for athena and lake; in DuckDB, a query reads the view events');
  }
  const query = findQuery(name);
  const given = parseParameters(param);
  const values = new Map([...query.parameters.flatMap(exampleOf), ...given]);
  if (engine === 'logs-insights') {
    const said = toLogsInsights(query, values);
    if ('problem' in said) throw new UserError(said.problem);
    await toStream(io.stdout).write(`${headOf(query, '#')}${said.query}\n`);
    return 0;
  }
  const named = table === undefined ? {} : { table: engine === 'athena' ? quotedTable(table) : table };
  const compiled = toQuerySql(query, { engine, values, ...named });
  if ('problem' in compiled) throw new UserError(compiled.problem);
  await toStream(io.stdout).write(`${headOf(query)}${inLines(compiled.sql)};\n`);
  return 0;
}

function exampleOf(parameter: QueryParameter): readonly (readonly [string, string])[] {
  return parameter.default === undefined ? [[parameter.name, parameter.example]] : [];
}

/** @param sign the start of a comment in the language */
function headOf({ title, about, parameters }: NamedQuery, sign = '--'): string {
  const lines = parameters.map((parameter) => {
    const { name, type, about: meaning, default: usual } = parameter;
    return `${name} (${type}${usual === undefined ? '' : `, default '${usual}'`}): ${meaning}`;
  });
  return [title, about, ...lines].map((line) => `${sign} ${line}\n`).join('');
}

/** Each clause on its own line; string literals are not changed. */
function inLines(sql: string): string {
  const clause = /'(?:[^']|'')*'| (?=(?:SELECT|FROM|WHERE|GROUP BY|HAVING|ORDER BY|JOIN)\b)/g;
  return sql.replace(clause, (found) => (found === ' ' ? '\n' : found));
}
