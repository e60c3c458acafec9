import { athenaTableOf, toQuerySql } from '../../../lib/core/query/to-query-sql';
import type { CommandIo } from '../../cli/command-io';
import { UserError } from '../../cli/user-error';
import { findQuery, parseParameters } from '../../query/find-query';
import { type QueryAthenaOptions, queryAthena } from './query-athena';

/** Runs a named query in Athena. Returns the exit status. */
export async function queryRunAthena(
  name: string,
  options: QueryAthenaOptions & { readonly param?: readonly string[] },
  io: CommandIo,
): Promise<number> {
  const values = parseParameters(options.param ?? []);
  const named = findQuery(name);
  const compile = (table: string): string => {
    const compiled = toQuerySql(named, { engine: 'athena', values, table });
    if ('problem' in compiled) throw new UserError(compiled.problem);
    return compiled.sql;
  };
  return queryAthena({ compile }, { ...options, table: options.table ?? athenaTableOf(named) }, io);
}
