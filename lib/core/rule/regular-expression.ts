import { RE2JS, RE2JSException } from 're2js';

/** A compiled regular expression. */
export interface CompiledExpression {
  /** Whether it is found anywhere in the text, in time linear in the text's length. */
  readonly isFoundIn: (text: string) => boolean;
  /** Steps of the compiled program, to which the time of a search is proportional too. */
  readonly size: number;
}

/** Why an expression cannot be used, as the end of a sentence, and how much work it was to find out. */
export interface ExpressionProblem {
  readonly reason: string;
  readonly size: number;
}

/** Far above what public rules have. */
const MAX_CHARACTERS = 4096;
/** `[a-z]{1000}` has about 1,000; on a text of 100 kB the worst expression of this size takes about two seconds. */
const MAX_SIZE = 2000;

/**
 * Compiles an expression in RE2's syntax, in which no text can make a search slow. Flags: `i`, `m`, `s`.
 *
 * RE2 itself bounds repetitions, which multiply to at most 1,000, and the depth of groups.
 *
 * @see https://github.com/google/re2/wiki/Syntax
 */
export function compileExpression(expression: string, flags: string): CompiledExpression | ExpressionProblem {
  if (expression.length > MAX_CHARACTERS) {
    return { reason: `it has ${expression.length} characters, more than ${MAX_CHARACTERS}`, size: 0 };
  }
  try {
    const compiled = RE2JS.compile(expression, flagBits(flags));
    const size = compiled.programSize();
    if (size > MAX_SIZE) return { reason: `it has ${size} steps once compiled, more than ${MAX_SIZE}`, size };
    return { isFoundIn: (text) => compiled.test(text), size };
  } catch (error) {
    if (error instanceof RE2JSException) return { reason: explain(error.message), size: 0 };
    throw error;
  }
}

function flagBits(flags: string): number {
  let bits = 0;
  if (flags.includes('i')) bits |= RE2JS.CASE_INSENSITIVE;
  if (flags.includes('m')) bits |= RE2JS.MULTILINE;
  if (flags.includes('s')) bits |= RE2JS.DOTALL;
  return bits;
}

/** Messages of the library, each with the text that is shown for it: what does not run in linear time is not supported. */
const EXPLANATIONS: readonly (readonly [RegExp, string])[] = [
  [/`\(\?<?[=!]/, 'lookaround is not supported, because it has no linear-time search'],
  [
    /invalid escape sequence: `\\[1-9k]/,
    'references to groups are not supported, because they have no linear-time search',
  ],
  [/`\(\?>|nested repetition operator/, 'atomic groups and possessive repetitions are not supported'],
  [
    /invalid repeat count: `\{(\d{1,3}|1000)(,(\d{0,3}|1000))?\}`/,
    'its repetitions multiply to more than 1000',
  ],
  [/invalid repeat count/, 'a repetition is larger than 1000'],
];

function explain(message: string): string {
  const backwards = /invalid repeat count: `\{(\d+),(\d+)\}`/.exec(message);
  if (backwards !== null && Number(backwards[1]) > Number(backwards[2])) {
    return `the repetition {${backwards[1]},${backwards[2]}} ends before it begins`;
  }
  const reason = EXPLANATIONS.find(([pattern]) => pattern.test(message))?.[1];
  return reason ?? message.replace(/^error parsing regexp: /, '');
}
