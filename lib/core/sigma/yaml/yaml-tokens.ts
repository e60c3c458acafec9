import { type CST, Lexer, Parser } from 'yaml';
import { MAX_DEPTH } from './yaml-document';

/**
 * The library's first step is a loop with a stack of its own; only its second step recurses. Nesting is refused in
 * between, because a deep recursion cannot be caught safely: where V8 has to compile a regular expression close to
 * the end of the call stack, the process ends.
 */
export function tokensOf(
  text: string,
  maxDepth = MAX_DEPTH,
): readonly CST.Token[] | { readonly tooDeepAt: number } {
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  for (const lexeme of new Lexer().lex(text)) {
    tokens.push(...parser.next(lexeme));
    if (parser.stack.length > maxDepth + 2) return { tooDeepAt: parser.offset };
  }
  tokens.push(...parser.end());
  return tokens;
}
