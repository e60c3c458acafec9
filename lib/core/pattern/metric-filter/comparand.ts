import type { FilterCursor } from './filter-cursor';
import { parseExpression } from './filter-expression';
import type { Comparand, Operator, TextComparand } from './filter-syntax';

const OPERATOR = /!=|<=|>=|=|<|>/y;
/** The documentation wants quotation marks around all but letters, digits and `_`; its own examples have these too. */
const BARE = /[A-Za-z0-9_.*+-]+/y;
const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const CONSTANT = /^(?:true|false|null)$/;

/** Reads `=`, `!=`, `<`, `>`, `<=` or `>=`. */
export function parseOperator(cursor: FilterCursor): Operator {
  const at = cursor.at;
  const operator = cursor.match(OPERATOR) as Operator | undefined;
  if (operator === undefined)
    cursor.fail('expected-operator', `expected =, !=, <, >, <= or >=; found ${cursor.found()}`);
  if (cursor.next === '=')
    cursor.fail('bad-operator', `'${operator}=' is not an operator; for equality, write '='`, at);
  if (operator === '<' && cursor.next === '>')
    cursor.fail('bad-operator', "'<>' is not an operator; write '!='", at);
  return operator;
}

/** Reads the right side of an operator. */
export function parseComparand(cursor: FilterCursor, operator: Operator): Comparand {
  const at = cursor.at;
  const value = parseValue(cursor);
  if (operator !== '=' && operator !== '!=' && value.kind !== 'number') {
    cursor.fail(
      'not-a-number',
      `'${operator}' compares numbers, and this is not a number; for text, write = or !=`,
      at,
    );
  }
  warnUnsettled(cursor, operator, value, at);
  return value;
}

function parseValue(cursor: FilterCursor): Comparand {
  if (cursor.next === '%') return parseExpression(cursor);
  if (cursor.next === '"') return textComparand(cursor, parseQuoted(cursor));
  const at = cursor.at;
  const bare = cursor.match(BARE);
  if (bare === undefined) cursor.fail('expected-value', expectedValue(cursor));
  if (NUMBER.test(bare) && Number.isFinite(Number(bare)))
    return { kind: 'number', value: Number(bare), text: bare };
  return textComparand(cursor, { text: bare, at });
}

function expectedValue(cursor: FilterCursor): string {
  if (cursor.next === "'") return 'a text must be in double quotation marks; found a single quotation mark';
  return `expected a number, a text in double quotation marks, or a %regular expression%; found ${cursor.found()}`;
}

interface Quoted {
  readonly text: string;
  readonly at: number;
}

/** Reads `"…"`. `\"` is a quotation mark; any other backslash is itself. */
export function parseQuoted(cursor: FilterCursor): Quoted {
  const at = cursor.at;
  let end = at + 1;
  while (end < cursor.text.length && cursor.text[end] !== '"')
    end += cursor.text.startsWith('\\"', end) ? 2 : 1;
  if (end >= cursor.text.length)
    cursor.fail('unclosed-text', 'the text that begins here has no closing quotation mark', at);
  const raw = cursor.text.slice(at + 1, end);
  cursor.at = end + 1;
  if (raw.includes('\\'))
    cursor.warn(
      'backslash',
      'what a backslash in a text means is not documented; here it only escapes a quotation mark',
      at,
    );
  return { text: raw.replaceAll('\\"', '"'), at };
}

function textComparand(cursor: FilterCursor, { text, at }: Quoted): TextComparand {
  const anyBefore = text.startsWith('*');
  const rest = anyBefore ? text.slice(1) : text;
  const anyAfter = rest.endsWith('*') || text === '*';
  const inner = rest.endsWith('*') ? rest.slice(0, -1) : rest;
  if (inner.includes('*')) {
    cursor.warn(
      'inner-wildcard',
      "a '*' that is neither first nor last is literal in older documentation, and matches any text in newer documentation; here it is literal",
      at,
    );
  }
  return { kind: 'text', text: inner, anyBefore, anyAfter };
}

/** What AWS does not document, or documents in two ways (none of it was observed). */
function warnUnsettled(cursor: FilterCursor, operator: Operator, value: Comparand, at: number): void {
  if (value.kind !== 'text') return;
  const isWhole = !value.anyBefore && !value.anyAfter;
  if (value.text === '' && value.anyBefore) {
    const message =
      operator === '='
        ? "whether '*' also matches null, true and false is not documented; here it matches only texts and numbers"
        : "whether '!= *' matches anything is not documented; here it matches nothing";
    cursor.warn('any-value', message, at);
  } else if (isWhole && CONSTANT.test(value.text)) {
    cursor.warn(
      'constant-as-text',
      `whether '${value.text}' as a text equals the constant in JSON is not documented; here it does not: write IS ${value.text.toUpperCase()} for that`,
      at,
    );
  } else if (isWhole && NUMBER.test(value.text)) {
    cursor.warn(
      'number-as-text',
      'whether a number in quotation marks equals a JSON number is not documented; here it does if it is written alike',
      at,
    );
  }
}
