import { parseComparand, parseOperator } from './comparand';
import type { FilterCursor } from './filter-cursor';
import {
  type JsonConstant,
  type JsonExpression,
  type JsonSyntax,
  joined,
  type Selector,
  type SelectorStep,
} from './filter-syntax';

const WORD = /[A-Za-z]+/y;
const CONSTANTS: readonly string[] = ['NULL', 'TRUE', 'FALSE'];

/** Reads `{ … }`: `()` binds before `&&`, and `&&` before `||`. */
export function parseJsonFilter(cursor: FilterCursor): JsonSyntax {
  cursor.take('{');
  const expression = parseOr(cursor);
  if (!cursor.take('}'))
    cursor.fail('expected-end', `expected &&, || or '}'; found ${cursor.found()}${joinHint(cursor)}`);
  cursor.skipBlanks();
  if (!cursor.isAtEnd)
    cursor.fail('expected-end', `nothing may follow the closing '}'; found ${cursor.found()}`);
  return { kind: 'json', expression };
}

function joinHint(cursor: FilterCursor): string {
  const { at } = cursor;
  const word = cursor.match(WORD)?.toUpperCase();
  cursor.at = at;
  return word === 'AND' || word === 'OR' ? `; write ${word === 'AND' ? '&&' : '||'}` : '';
}

function parseOr(cursor: FilterCursor): JsonExpression {
  const of = [parseAnd(cursor)];
  while (cursor.take('||')) of.push(parseAnd(cursor));
  return joined('or', of);
}

function parseAnd(cursor: FilterCursor): JsonExpression {
  const of = [parsePart(cursor)];
  while (cursor.take('&&')) of.push(parsePart(cursor));
  return joined('and', of);
}

/** A comparison or an expression in parentheses, with the blanks around it. */
function parsePart(cursor: FilterCursor): JsonExpression {
  cursor.skipBlanks();
  if (cursor.next === '!')
    cursor.fail('no-negation', "'!' is not allowed before a condition; write != or NOT EXISTS");
  const opening = cursor.at;
  const part = cursor.take('(') ? parseGroup(cursor, opening) : parseComparison(cursor);
  cursor.skipBlanks();
  return part;
}

function parseGroup(cursor: FilterCursor, opening: number): JsonExpression {
  const expression = parseOr(cursor);
  if (cursor.take(')')) return expression;
  if (cursor.isAtEnd || cursor.next === '}') cursor.fail('unclosed-group', "this '(' is not closed", opening);
  return cursor.fail('expected-end', `expected &&, || or ')'; found ${cursor.found()}${joinHint(cursor)}`);
}

function parseComparison(cursor: FilterCursor): JsonExpression {
  const at = cursor.at;
  const selector = parseSelector(cursor);
  cursor.skipBlanks();
  const wordAt = cursor.at;
  const word = cursor.match(WORD);
  if (word !== undefined) return parseWords(cursor, selector, { word, at: wordAt });
  const operator = parseOperator(cursor);
  cursor.skipBlanks();
  const value = parseComparand(cursor, operator);
  if (operator === '!=') warnWildcard(cursor, selector, '!=', at);
  return { kind: 'compare', selector, operator, value };
}

interface Word {
  readonly word: string;
  readonly at: number;
}

/** `IS NULL`, `IS TRUE`, `IS FALSE` or `NOT EXISTS`, once its first word was read. */
function parseWords(cursor: FilterCursor, selector: Selector, first: Word): JsonExpression {
  const upper = first.word.toUpperCase();
  if (upper === 'EXISTS')
    cursor.fail(
      'unsupported-exists',
      'EXISTS is not supported without NOT; write = * for a text or a number',
      first.at,
    );
  if (upper !== 'IS' && upper !== 'NOT')
    cursor.fail(
      'expected-operator',
      `expected an operator, IS or NOT EXISTS; found '${first.word}'`,
      first.at,
    );
  cursor.skipBlanks();
  const at = cursor.at;
  const second = cursor.match(WORD) ?? '';
  warnLowerCase(cursor, `${first.word} ${second}`, first.at);
  if (upper === 'NOT') {
    if (second.toUpperCase() !== 'EXISTS')
      cursor.fail('expected-exists', `expected EXISTS after NOT; found ${foundAt(cursor, at)}`, at);
    warnWildcard(cursor, selector, 'NOT EXISTS', first.at);
    return { kind: 'notExists', selector };
  }
  return { kind: 'is', selector, value: constantOf(cursor, second.toUpperCase(), at) };
}

function constantOf(cursor: FilterCursor, word: string, at: number): JsonConstant {
  if (word === 'NOT')
    cursor.fail('unsupported-is-not', 'IS NOT is not supported; write what the field is instead', at);
  if (!CONSTANTS.includes(word))
    cursor.fail(
      'expected-constant',
      `expected NULL, TRUE or FALSE after IS; found ${foundAt(cursor, at)}`,
      at,
    );
  return word as JsonConstant;
}

function foundAt(cursor: FilterCursor, at: number): string {
  cursor.at = at;
  return cursor.found();
}

function warnLowerCase(cursor: FilterCursor, words: string, at: number): void {
  if (words === words.toUpperCase()) return;
  cursor.warn(
    'lower-case-word',
    `the documentation has these words in capital letters: ${words.toUpperCase()}`,
    at,
  );
}

function warnWildcard(cursor: FilterCursor, selector: Selector, words: string, at: number): void {
  if (!selector.some(isWildcard)) return;
  const meaning = words === '!=' ? 'any value that differs is enough' : 'no value may be there';
  cursor.warn(
    'negated-wildcard',
    `what ${words} means for a field with '*' is not documented; here ${meaning}`,
    at,
  );
}

const NAME = /[A-Za-z0-9_-]+/y;

const INDEX = /\d+/y;

const MAX_INDEX = 9;

/** A name with a character that the documentation does not allow, as far as it seems to go. */
const WIDER_NAME = /[^\s.[\]()=!<>&|{}"'%]+/uy;

/**
 * Reads `$.a.b`, `$['a.b']`, `$.a[0]`, `$.a[*]`, `$.*`, `$.['a.b']`.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
function parseSelector(cursor: FilterCursor): Selector {
  const start = cursor.at;
  if (!cursor.take('$'))
    cursor.fail(
      'expected-selector',
      `a condition begins with a field, such as $.eventName; found ${cursor.found()}`,
    );
  const steps: SelectorStep[] = [];
  while (cursor.next === '.' || cursor.next === '[') steps.push(parseStep(cursor));
  if (steps.length === 0)
    cursor.fail(
      'expected-selector',
      `'$' must be followed by the name of a field, such as $.eventName; found ${cursor.found()}`,
    );
  if (steps.some(isWildcard)) cursor.wildcardSelectors.push(start);
  const second = steps.filter(isWildcard).length > 1;
  if (second) cursor.fail('too-many-wildcards', "a field may have only one '*', in '.*' or '[*]'", start);
  return steps;
}

function isWildcard(step: SelectorStep): boolean {
  return 'every' in step;
}

function parseStep(cursor: FilterCursor): SelectorStep {
  if (cursor.take('.') && cursor.next !== '[') return parseMember(cursor);
  cursor.take('[');
  if (cursor.take('*')) return closed(cursor, { every: 'element' });
  if (cursor.next === "'" || cursor.next === '"') return closed(cursor, { member: parseQuotedName(cursor) });
  const at = cursor.at;
  const index = cursor.match(INDEX);
  if (index === undefined)
    cursor.fail(
      'bad-selector',
      `expected an index, '*' or a name in single quotation marks between the brackets; found ${cursor.found()}`,
    );
  if (index.length > MAX_INDEX) cursor.fail('bad-selector', `the index ${index} is too large`, at);
  return closed(cursor, { element: Number(index) });
}

function parseMember(cursor: FilterCursor): SelectorStep {
  if (cursor.take('*')) return { every: 'member' };
  const at = cursor.at;
  const name = cursor.match(NAME);
  if (name === undefined && cursor.next === '.')
    cursor.fail('bad-selector', "a name is missing between two dots; '..' is not supported");
  cursor.at = at;
  const wider = cursor.match(WIDER_NAME) ?? '';
  if (wider === '')
    cursor.fail('bad-selector', `the name of a field is missing after the dot; found ${cursor.found()}`);
  if (wider !== name)
    cursor.fail(
      'bad-selector',
      `a name has letters, digits, '-' and '_'; write any other as $.['${wider}']`,
      at,
    );
  return { member: wider };
}

function parseQuotedName(cursor: FilterCursor): string {
  const at = cursor.at;
  const quote = cursor.next;
  const end = cursor.text.indexOf(quote, at + 1);
  if (end === -1) cursor.fail('unclosed-name', `the name that begins here has no closing ${quote}`, at);
  const name = cursor.text.slice(at + 1, end);
  cursor.at = end + 1;
  if (name === '') cursor.fail('bad-selector', 'the name of a field is empty', at);
  if (quote === '"')
    cursor.warn(
      'double-quoted-name',
      `the documentation has names only in single quotation marks: ['${name}']`,
      at,
    );
  return name;
}

function closed(cursor: FilterCursor, step: SelectorStep): SelectorStep {
  if (!cursor.take(']')) cursor.fail('bad-selector', `expected ']'; found ${cursor.found()}`);
  return step;
}
