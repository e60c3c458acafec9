import { expressionFault } from '../../pattern/metric-filter/filter-expression';
import type { MatchesCondition } from '../../rule/condition';
import { refuseList } from './compile-text';
import { FilterField } from './filter-field';
import { Unsayable } from './obstacles';
import { anyOf, type Said } from './said';

/** An escaped character or a class as a whole, so that what else is found has its meaning. */
const ESCAPED_OR_CLASS = /\\.|\[\^?\]?(?:\\.|[^\]\\])*\]/gs;
/** Engines differ on a bracket in a class, and on a repetition without a minimum. */
const BRACKET_IN_CLASS = /\[\^?\]?(?:\\.|[^\]\\[])*\[/s;
const NO_MINIMUM = /\{,\d+\}/;

/**
 * Says that a regular expression is found in a field, or that it is not. Only what means the same in RE2 and in the
 * service is said.
 *
 * @throws {Unsayable} otherwise
 */
export function sayExpression(
  { field: name, expression, flags }: MatchesCondition,
  isNegated: boolean,
): Said {
  const field = new FilterField(name);
  if (isNegated) refuseList(field);
  if (field.shape.kind !== 'text') {
    throw new Unsayable(
      'expression-on-open-field',
      `'${name}' may hold more than texts, and what a regular expression finds in other values is not settled`,
      name,
    );
  }
  const fault = faultOf(expression, flags);
  if (fault !== undefined) throw new Unsayable('expression', fault, name);
  const test = field.compare(isNegated ? '!=' : '=', { kind: 'expression', expression });
  return isNegated ? anyOf([field.isAbsentOrNull, test]) : test;
}

function faultOf(expression: string, flags: string): string | undefined {
  const flag = ['i', 'm'].find((candidate) => flags.includes(candidate));
  if (flag !== undefined) return `a filter pattern has no flag such as '${flag}' for a regular expression`;
  const fault = expressionFault(expression);
  if (fault !== undefined) return fault.message;
  if (BRACKET_IN_CLASS.test(expression))
    return "what '[' means inside a class of a regular expression is not settled; write \\x5B";
  if (NO_MINIMUM.test(expression))
    return "'{,n}' is a repetition for the service and plain text for the matcher; write '{0,n}'";
  const plain = expression.replace(ESCAPED_OR_CLASS, '');
  if (plain.includes('.') && !flags.includes('s')) {
    return "'.' finds line breaks in a filter pattern and not in the rule; write '[^\\x0A]', or add the modifier 's'";
  }
  return undefined;
}
