import { expressionProblem } from '../../pattern/metric-filter/filter-expression';
import { Compilation } from '../compilation';
import type { ExpressionQuestion } from '../text-question';
import { outsideLists } from './compile-text';
import type { FilterField } from './filter-field';
import { anyOf, type FilterCompilation, type FilterContext } from './filter-form';

/** An escaped character or a class as a whole, so that what else is found has its meaning. */
const ESCAPED_OR_CLASS = /\\.|\[\^?\]?(?:\\.|[^\]\\])*\]/gs;
/** Engines differ on a bracket in a class, and on a repetition without a minimum. */
const BRACKET_IN_CLASS = /\[\^?\]?(?:\\.|[^\]\\[])*\[/s;
const NO_MINIMUM = /\{,\d+\}/;

/**
 * A regular expression that is found in a field, or that is not. Only what means the same in RE2 and in the service is
 * compiled.
 */
export function compileExpression(
  { expression, flags }: ExpressionQuestion,
  field: FilterField,
  context: FilterContext,
): FilterCompilation {
  return outsideLists(field, context).andThen(() => {
    if (field.shape.kind !== 'text') {
      const reason = `'${field.name}' may hold more than texts, and what a regular expression finds in other values is not settled`;
      return field.refuse('expression-on-open-field', reason);
    }
    const problem = problemOf(expression, flags);
    if (problem !== undefined) return field.refuse('expression', problem);
    const { isNegated } = context;
    const test = field.compare(isNegated ? '!=' : '=', { kind: 'expression', expression });
    return Compilation.of(isNegated ? anyOf([field.isAbsentOrNull, test]) : test);
  });
}

function problemOf(expression: string, flags: string): string | undefined {
  const flag = ['i', 'm'].find((candidate) => flags.includes(candidate));
  if (flag !== undefined) return `a metric filter has no flag such as '${flag}' for a regular expression`;
  const problem = expressionProblem(expression);
  if (problem !== undefined) return problem.message;
  if (BRACKET_IN_CLASS.test(expression))
    return "what '[' means inside a class of a regular expression is not settled; write \\x5B";
  if (NO_MINIMUM.test(expression))
    return "'{,n}' is a repetition for the service and plain text for the matcher; write '{0,n}'";
  const plain = expression.replace(ESCAPED_OR_CLASS, '');
  if (plain.includes('.') && !flags.includes('s')) {
    return "'.' finds line breaks in a metric filter and not in the rule; write '[^\\x0A]', or add the modifier 's'";
  }
  return undefined;
}
