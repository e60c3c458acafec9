import { nearestWord } from '../../core/problem/nearest-word';
import { NAMED_QUERIES } from '../../core/query/named-queries';
import type { NamedQuery } from '../../core/query/named-query';
import type { LogTableProps } from './log-table-props';

/** The queries that are saved, by name. Throws where a name is that of none. */
export function savedQueriesOf({ savedQueries }: LogTableProps): readonly NamedQuery[] {
  if (savedQueries === undefined) return NAMED_QUERIES;
  const names = NAMED_QUERIES.map(({ name }) => name);
  const unknown = savedQueries.find((name) => !names.includes(name));
  if (unknown === undefined) return NAMED_QUERIES.filter(({ name }) => savedQueries.includes(name));
  const nearest = nearestWord(unknown, names);
  const hint = nearest === undefined ? 'trailwatch query list prints all' : `did you mean '${nearest}'?`;
  throw new Error(`savedQueries: there is no query '${unknown}'; ${hint}`);
}

/** The construct id of a saved query: `role-chains` is `QueryRoleChains`. */
export function toSavedQueryId({ name }: NamedQuery): string {
  return `query-${name}`.replace(/(?:^|-)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
