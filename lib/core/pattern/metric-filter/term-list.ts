import { parseQuoted } from './comparand';
import type { FilterCursor } from './filter-cursor';
import { parseExpression } from './filter-expression';
import type { Term, TermsSyntax } from './filter-syntax';

const WORD = /[^ \t\r\n"%]+/uy;
const NOT_OF_A_WORD = /[^A-Za-z0-9_]/u;

/** Reads `a "b c" -d`, `?a ?b` or `%re%`. Nothing, and blanks in quotation marks, match every message. */
export function parseTerms(cursor: FilterCursor): TermsSyntax {
  const all: Term[] = [];
  const none: Term[] = [];
  const any: Term[] = [];
  let firstAny = 0;
  for (cursor.skipBlanks(); !cursor.isAtEnd; cursor.skipBlanks()) {
    const at = cursor.at;
    if (cursor.take('-')) none.push(parseTerm(cursor, 'after the minus sign'));
    else if (cursor.take('?')) {
      if (any.length === 0) firstAny = at;
      any.push(parseTerm(cursor, 'after the question mark'));
    } else all.push(...parseRequired(cursor));
  }
  if (any.length === 0 || (all.length === 0 && none.length === 0)) return { kind: 'terms', all, none, any };
  cursor.warn('ignored-terms', 'terms with a question mark are ignored where there are others', firstAny);
  return { kind: 'terms', all, none, any: [] };
}

function parseRequired(cursor: FilterCursor): readonly Term[] {
  const term = parseTerm(cursor, '');
  return 'text' in term && term.text.trim() === '' ? [] : [term];
}

function parseTerm(cursor: FilterCursor, where: string): Term {
  cursor.skipBlanks();
  if (cursor.isAtEnd) cursor.fail('expected-term', `a term is missing ${where}`);
  if (cursor.next === '%') return parseExpression(cursor);
  if (cursor.next === '"') return { text: parseQuoted(cursor).text };
  const at = cursor.at;
  const text = cursor.match(WORD) ?? '';
  const unsupported = NOT_OF_A_WORD.exec(text);
  if (unsupported === null) return { text };
  return cursor.fail(
    'bad-term',
    `a term with '${unsupported[0]}' in it must stand in double quotation marks: "${text}"`,
    at + unsupported.index,
  );
}
