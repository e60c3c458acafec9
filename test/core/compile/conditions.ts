import type { Condition, TextCondition } from '../../../lib/core/rule/condition';

/** The field is one of the values, in any letter case. */
export function equals(field: string, ...values: string[]): TextCondition {
  return { kind: 'equals', field, values, cased: false };
}

/** A condition on a text that minds letter case. */
export function cased(kind: TextCondition['kind'], field: string, ...values: string[]): TextCondition {
  return { kind, field, values, cased: true };
}

export const not = (of: Condition): Condition => ({ kind: 'not', of });
export const and = (...of: Condition[]): Condition => ({ kind: 'and', of });
export const or = (...of: Condition[]): Condition => ({ kind: 'or', of });
