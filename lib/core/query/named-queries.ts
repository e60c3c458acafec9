import { nearestWord } from '../problem/nearest-word';
import { EVIDENCE_QUERIES, SIGN_IN_QUERIES } from './named/evidence-queries';
import { IDENTITY_QUERIES } from './named/identity-queries';
import { RESOURCE_QUERIES } from './named/resource-queries';
import { TRAFFIC_QUERIES } from './named/traffic-queries';
import type { NamedQuery } from './named-query';

/** All of them, by name. */
export const NAMED_QUERIES: readonly NamedQuery[] = [
  ...EVIDENCE_QUERIES,
  ...IDENTITY_QUERIES,
  ...RESOURCE_QUERIES,
  ...SIGN_IN_QUERIES,
  ...TRAFFIC_QUERIES,
].sort((one, other) => (one.name < other.name ? -1 : 1));

/** A named query, or why there is none with the name. */
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
