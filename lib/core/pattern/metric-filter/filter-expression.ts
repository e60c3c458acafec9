import { compileExpression } from '../../rule/regular-expression';
import type { FilterCursor } from './filter-cursor';
import type { ExpressionComparand } from './filter-syntax';

/**
 * Letters, digits, `: _ # = @ / ; , -`, the operators `^ $ ? [ ] { } | \ * + .`, and the blank, which the
 * documentation has in an example only.
 */
const UNSUPPORTED = /[^A-Za-z0-9:_#=@/;,\-^$?[\]{}|\\*+. ]/u;
/** The possible text after a backslash: a class, a character by its number, or a literal operator. */
const ESCAPE = /\\(?:x[0-9A-Fa-f]{2}|[dDsSwW]|[^A-Za-z0-9])/g;
/** `{,5}`, which RE2 would take for plain text. */
const NO_MINIMUM = /\{,(?=\d+\})/g;

/** Reads `%…%`. The expression is checked against the subset that the service supports. */
export function parseExpression(cursor: FilterCursor): ExpressionComparand {
  const start = cursor.at;
  const end = cursor.text.indexOf('%', start + 1);
  if (end === -1)
    cursor.fail('unclosed-expression', "the regular expression that begins here has no closing '%'", start);
  const expression = cursor.text.slice(start + 1, end);
  const problem = expressionProblem(expression);
  if (problem !== undefined) cursor.fail('bad-expression', problem.message, start + 1 + problem.at);
  cursor.at = end + 1;
  cursor.expressions.push(start);
  return { kind: 'expression', expression };
}

/** Why the service would refuse a regular expression, and where in it; undefined if it would not. */
export function expressionProblem(
  expression: string,
): { readonly message: string; readonly at: number } | undefined {
  if (expression === '') return { message: 'a regular expression is empty', at: 0 };
  const unsupported = UNSUPPORTED.exec(expression);
  if (unsupported !== null) return { message: explainUnsupported(unsupported[0]), at: unsupported.index };
  const lone = expression.replace(ESCAPE, (found) => ' '.repeat(found.length)).indexOf('\\');
  if (lone !== -1) {
    return {
      message: `'${expression.slice(lone, lone + 2)}' is not supported in a regular expression`,
      at: lone,
    };
  }
  const compiled = compile(expression);
  return 'reason' in compiled
    ? { message: `the regular expression cannot be used: ${compiled.reason}`, at: 0 }
    : undefined;
}

/** Whether a text contains what the expression means, in time linear in the text. Expects a valid one. */
export function expressionTest(expression: string): (text: string) => boolean {
  const compiled = compile(expression);
  return 'reason' in compiled ? () => false : compiled.isFoundIn;
}

/** `.` is "any single character", line breaks too; there is no sign for other flags. */
function compile(expression: string): ReturnType<typeof compileExpression> {
  return compileExpression(expression.replace(NO_MINIMUM, '{0,'), 's');
}

function explainUnsupported(character: string): string {
  if (character === '(' || character === ')')
    return 'parentheses are not supported in a regular expression; write \\x28 or \\x29 for literal parentheses';
  const code = character.codePointAt(0) ?? 0;
  if (code > 0x7f) return `'${character}' is not supported in a regular expression: only ASCII is`;
  const digits = code.toString(16).toUpperCase().padStart(2, '0');
  return `'${character}' is not supported in a regular expression; write \\x${digits}`;
}
