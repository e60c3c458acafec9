import { type Problem, ProblemList } from '../../problem/problem';
import { parseQuoted } from './comparand';
import { FilterCursor, FilterStop } from './filter-cursor';
import { expressionTest, parseExpression } from './filter-expression';
import { FILTER_LIMITS, type FilterSyntax, type Term, type TermsSyntax } from './filter-syntax';
import { parseJsonFilter } from './json-expression';
import { toFieldsMatcher, toJsonMatcher } from './match-json';
import { parseFields } from './split-fields';

const WORD = /[^ \t\r\n"%]+/uy;

const NOT_OF_A_WORD = /[^A-Za-z0-9_]/u;

/** The pattern of a metric filter, as CloudWatch Logs would accept it. */
export interface MetricFilterPattern {
  readonly syntax: FilterSyntax;
  /** Where the pattern uses what AWS leaves open, in its order. It works all the same, in the likeliest way. */
  readonly warnings: readonly Problem[];
  /** Whether a log event with this message passes. Never throws; time is linear in the message. */
  readonly matches: (message: string) => boolean;
}

/** A pattern that the service would refuse, and why: at least one problem. */
export interface RefusedFilter {
  readonly problems: readonly Problem[];
}

/**
 * Reads the pattern of any metric filter. Line and column of a problem count from the start of the pattern.
 *
 * @param name what to call the pattern in its problems
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
export function parseMetricFilter(text: string, name = 'pattern'): MetricFilterPattern | RefusedFilter {
  const problems = new ProblemList(name, text);
  const cursor = new FilterCursor(text, problems);
  try {
    checkLength(cursor);
    const syntax = parseSyntax(cursor);
    checkCounts(cursor, syntax);
    return { syntax, warnings: problems.all, matches: toMatcher(syntax) };
  } catch (stop) {
    if (!(stop instanceof FilterStop)) throw stop;
    problems.error(stop.code, stop.message, stop.offset);
    return { problems: problems.all.filter(({ severity }) => severity === 'error') };
  }
}

function parseSyntax(cursor: FilterCursor): FilterSyntax {
  cursor.skipBlanks();
  if (cursor.next === '{') return parseJsonFilter(cursor);
  return cursor.next === '[' ? parseFields(cursor) : parseTerms(cursor);
}

function toMatcher(syntax: FilterSyntax): (message: string) => boolean {
  switch (syntax.kind) {
    case 'json':
      return toJsonMatcher(syntax);
    case 'terms':
      return toTermsMatcher(syntax);
    case 'fields':
      return toFieldsMatcher(syntax);
    default:
      return syntax satisfies never;
  }
}

/** Before anything is read, so that reading is short. */
function checkLength(cursor: FilterCursor): void {
  const { length } = cursor.text;
  const { characters } = FILTER_LIMITS;
  if (length > characters)
    cursor.fail(
      'too-long',
      `the pattern has ${length} characters; the service takes ${characters}`,
      characters,
    );
}

function checkCounts(cursor: FilterCursor, syntax: FilterSyntax): void {
  if (syntax.kind === 'terms') return;
  const expression = cursor.expressions[FILTER_LIMITS.expressions];
  if (expression !== undefined) {
    cursor.fail(
      'too-many-expressions',
      `a pattern may have ${FILTER_LIMITS.expressions} regular expressions; this has ${cursor.expressions.length}`,
      expression,
    );
  }
  const selector = cursor.wildcardSelectors[FILTER_LIMITS.wildcardSelectors];
  if (selector !== undefined) {
    cursor.fail(
      'too-many-wildcards',
      `a pattern may have ${FILTER_LIMITS.wildcardSelectors} fields with '*'; this has ${cursor.wildcardSelectors.length}`,
      selector,
    );
  }
}

/** Compiles a list of terms. A term is found anywhere in a message, inside a word too, with letter case. */
function toTermsMatcher({ all, none, any }: TermsSyntax): (message: string) => boolean {
  const required = all.map(toTest);
  const excluded = none.map(toTest);
  const optional = any.map(toTest);
  return (message) =>
    required.every((test) => test(message)) &&
    !excluded.some((test) => test(message)) &&
    (optional.length === 0 || optional.some((test) => test(message)));
}

function toTest(term: Term): (message: string) => boolean {
  return 'text' in term ? (message) => message.includes(term.text) : expressionTest(term.expression);
}

/** Reads `a "b c" -d`, `?a ?b` or `%re%`. Nothing, and blanks in quotation marks, match every message. */
function parseTerms(cursor: FilterCursor): TermsSyntax {
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
  cursor.warn('ignored-terms', 'terms with a question mark are ignored if there are other terms', firstAny);
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
    `a term with '${unsupported[0]}' in it must be in double quotation marks: "${text}"`,
    at + unsupported.index,
  );
}
