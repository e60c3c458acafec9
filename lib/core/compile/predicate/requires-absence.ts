import type { Condition } from '../../rule/condition';

/**
 * Whether no record with a text in a field, other than the empty one, satisfies a condition: one that asks for calls without an
 * `errorCode`, for example. It looks at the condition alone; false says nothing.
 */
export function requiresAbsence(condition: Condition, field: string): boolean {
  return rulesTextOut(condition, field, false);
}

/** The same of a condition or, if it is negated, of its opposite. */
function rulesTextOut(condition: Condition, field: string, isNegated: boolean): boolean {
  const ofPart = (part: Condition) => rulesTextOut(part, field, isNegated);
  switch (condition.kind) {
    case 'isNull':
      return !isNegated && condition.field === field;
    case 'exists':
      return isNegated && condition.field === field;
    case 'not':
      return rulesTextOut(condition.of, field, !isNegated);
    case 'and':
      return isNegated ? condition.of.every(ofPart) : condition.of.some(ofPart);
    case 'or':
      return isNegated ? condition.of.some(ofPart) : condition.of.every(ofPart);
    default:
      return false;
  }
}
