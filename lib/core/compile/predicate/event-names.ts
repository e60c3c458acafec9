import type { Condition } from '../../rule/condition';
import { foldCase } from '../../rule/fold-case';
import { foldCondition } from '../../rule/fold-condition';

/**
 * The event names, without letter case, that a record must have one of to satisfy a condition; undefined where the condition
 * does not say. It looks at the condition alone and compiles nothing.
 */
export function requiredEventNames(condition: Condition): readonly string[] | undefined {
  return foldCondition<readonly string[] | undefined>(condition, {
    atom: (atom) =>
      atom.kind === 'equals' && atom.field === 'eventName' ? atom.values.map(foldCase) : undefined,
    all: (parts) => parts.find((part) => part !== undefined),
    any: (parts) => (parts.every((part) => part !== undefined) ? parts.flat() : undefined),
    not: () => undefined,
  });
}
