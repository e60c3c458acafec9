import { toQuerySql } from '../../../lib/core/query/to-query-sql';
import type { CommandIo } from '../../cli/command-io';
import { UserError } from '../../cli/user-error';
import { findQuery, parseParameters } from '../../query/find-query';
import { type QueryOptions, query } from './query';

/** The options of `trailwatch query run`. */
export interface QueryRunOptions extends QueryOptions {
  readonly param?: readonly string[];
}

/** Runs a named query over the records of archives. Returns the exit status. */
export async function queryRun(
  name: string,
  paths: readonly string[],
  { options, io }: { readonly options: QueryRunOptions; readonly io: CommandIo },
): Promise<number> {
  const values = parseParameters(options.param ?? []);
  const compiled = toQuerySql(findQuery(name), { engine: 'duckdb', values });
  if ('problem' in compiled) throw new UserError(compiled.problem);
  return query(compiled.sql, paths, { options, io });
}
