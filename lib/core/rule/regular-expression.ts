import { RE2JS, RE2JSException } from 're2js';

/** A compiled regular expression: whether it is found anywhere in the text, in time linear in the text's length. */
export type TextSearch = (text: string) => boolean;

/** Longer than any expression in public rules, and short enough to compile at once. */
const MAX_CHARACTERS = 4096;

/**
 * Compiles an expression in RE2's syntax, in which no text can make a search slow. Flags: `i`, `m`, `s`. Gives the
 * reason, as the end of a sentence, if the expression is not valid or uses what RE2 leaves out.
 *
 * RE2 bounds the size itself: repetitions multiply to at most 1,000, groups nest at most 1,000 deep.
 *
 * @see https://github.com/google/re2/wiki/Syntax
 */
export function compileExpression(
  expression: string,
  flags: string,
): TextSearch | { readonly fault: string } {
  if (expression.length > MAX_CHARACTERS) {
    return { fault: `it has ${expression.length} characters, more than ${MAX_CHARACTERS}` };
  }
  try {
    const compiled = RE2JS.compile(expression, flagBits(flags));
    return (text) => compiled.matcher(text).find();
  } catch (error) {
    if (error instanceof RE2JSException) return { fault: explain(error.message) };
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

/** What the library calls a fault, and what to say of it: what does not run in linear time is not supported. */
const UNSUPPORTED: readonly (readonly [RegExp, string])[] = [
  [/`\(\?<?[=!]/, 'lookaround is not supported, because it has no linear-time search'],
  [
    /invalid escape sequence: `\\[1-9k]/,
    'backreferences are not supported, because they have no linear-time search',
  ],
  [
    /`\(\?>|nested repetition operator: `[*+?}]\+/,
    'atomic groups and possessive repetition are not supported',
  ],
  [/invalid repeat count/, 'its repetitions multiply to more than 1000'],
];

function explain(message: string): string {
  const reason = UNSUPPORTED.find(([pattern]) => pattern.test(message))?.[1];
  return reason ?? message.replace(/^error parsing regexp: /, '');
}
