import type { Condition } from '../../rule/condition';
import { foldCondition } from '../../rule/fold-condition';

const KNOWN = new WeakMap<Condition, boolean>();

/** Whether a rule looks for user agents, and does not only leave some out: then a sentence names the one that it found. */
export function looksAtAgent({ condition }: { readonly condition?: Condition }): boolean {
  if (condition === undefined) return false;
  const known = KNOWN.get(condition);
  if (known !== undefined) return known;
  const found = foldCondition<boolean>(condition, {
    atom: (atom) => atom.kind !== 'exists' && 'field' in atom && atom.field === 'userAgent',
    all: (parts) => parts.some(Boolean),
    any: (parts) => parts.some(Boolean),
    not: () => false,
  });
  KNOWN.set(condition, found);
  return found;
}
