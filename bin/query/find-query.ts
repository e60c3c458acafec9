import { findNamedQuery } from '../../lib/core/query/named-queries';
import type { NamedQuery } from '../../lib/core/query/named-query';
import { UserError } from '../cli/user-error';

/** @throws {@link UserError} if there is no such query */
export function findQuery(name: string): NamedQuery {
  const found = findNamedQuery(name);
  if ('problem' in found) throw new UserError(found.problem);
  return found.query;
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
    if (values.has(name)) throw new UserError(`--param ${name} is given twice`);
    values.set(name, text.slice(at + 1));
  }
  return values;
}
