import { nearestWord } from '../../lib/core/problem/nearest-word';
import { NAMED_QUERIES } from '../../lib/core/query/named-queries';
import type { NamedQuery } from '../../lib/core/query/named-query';
import { UserError } from '../cli/user-error';

/** @throws {@link UserError} if there is no such query */
export function findQuery(name: string): NamedQuery {
  const found = NAMED_QUERIES.find((query) => query.name === name);
  if (found !== undefined) return found;
  const nearest = nearestWord(
    name,
    NAMED_QUERIES.map((query) => query.name),
  );
  const hint = nearest === undefined ? 'trailwatch query list prints all' : `did you mean ${nearest}?`;
  throw new UserError(`there is no query '${name}'; ${hint}`);
}

/**
 * Reads `--param name=value`.
 *
 * @throws {@link UserError} if one has no name, or comes twice
 */
export function parseParameters(texts: readonly string[]): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const text of texts) {
    const at = text.indexOf('=');
    const name = text.slice(0, at);
    if (at < 1) throw new UserError(`--param is '${text}'; write name=value`);
    if (values.has(name)) throw new UserError(`--param ${name} is there twice`);
    values.set(name, text.slice(at + 1));
  }
  return values;
}
