import { nearestWord } from '../problem/nearest-word';
import { NAMED_QUERIES } from './named-queries';
import type { NamedQuery } from './named-query';

/** A named query, or why there is none of the name. */
export function findNamedQuery(name: string): { readonly query: NamedQuery } | { readonly problem: string } {
  const query = NAMED_QUERIES.find((one) => one.name === name);
  if (query !== undefined) return { query };
  const nearest = nearestWord(
    name,
    NAMED_QUERIES.map((one) => one.name),
  );
  const hint = nearest === undefined ? 'trailwatch query list prints all' : `did you mean '${nearest}'?`;
  return { problem: `there is no query '${name}'; ${hint}` };
}
