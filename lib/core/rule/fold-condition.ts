import type { AndCondition, Condition, NotCondition, OrCondition } from './condition';

/** How the parts of a condition are put together, from its atoms upwards. */
export interface ConditionFold<T> {
  /** What looks at the record: neither `and`, `or` nor `not`. */
  readonly atom: (atom: Exclude<Condition, AndCondition | OrCondition | NotCondition>) => T;
  readonly all: (parts: readonly T[]) => T;
  readonly any: (parts: readonly T[]) => T;
  readonly not: (part: T) => T;
}

/** Folds a condition as it is written; `element` and `document` are atoms. */
export function foldCondition<T>(condition: Condition, fold: ConditionFold<T>): T {
  switch (condition.kind) {
    case 'and':
      return fold.all(condition.of.map((part) => foldCondition(part, fold)));
    case 'or':
      return fold.any(condition.of.map((part) => foldCondition(part, fold)));
    case 'not':
      return fold.not(foldCondition(condition.of, fold));
    default:
      return fold.atom(condition);
  }
}
