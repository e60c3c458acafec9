import { findNamedQuery, NAMED_QUERIES } from '../../core/query/named-queries';
import type { NamedQuery } from '../../core/query/named-query';
import type { LogTableProps } from './log-table-props';

/** The queries that are saved, by name. Throws where a name is that of none. */
export function savedQueriesOf({ savedQueries }: LogTableProps): readonly NamedQuery[] {
  if (savedQueries === undefined) return NAMED_QUERIES;
  for (const name of savedQueries) {
    const found = findNamedQuery(name);
    if ('problem' in found) throw new Error(`savedQueries: ${found.problem}`);
  }
  return NAMED_QUERIES.filter(({ name }) => savedQueries.includes(name));
}

/** The construct id of a saved query: `role-chains` is `QueryRoleChains`. */
export function toSavedQueryId({ name }: NamedQuery): string {
  return `query-${name}`.replace(/(?:^|-)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
