import { parseComparand, parseOperator } from './comparand';
import type { FilterCursor } from './filter-cursor';
import {
  type DelimitedField,
  type FieldExpression,
  type FieldsSyntax,
  joined,
  type Operator,
} from './filter-syntax';

/** A field of a message, and where it begins. */
export interface Word {
  readonly text: string;
  readonly offset: number;
}

const BLANK = /\s/;

const NOT_BLANK = /\S+/y;

const BLANKS = /\s*/y;

/**
 * The fields between the blanks of a message. Text in brackets or quotation marks is one field, without them. Time is
 * linear in the message.
 */
export function splitFields(message: string): readonly Word[] {
  const words: Word[] = [];
  const closings = { '[': new NextPlace(message, ']'), '"': new NextPlace(message, '"') };
  let at = endOf(BLANKS, message, 0);
  while (at < message.length) {
    const opening = message[at];
    const closing = opening === '[' || opening === '"' ? closings[opening].after(at) : -1;
    const isWhole = closing !== -1 && BLANK.test(message[closing + 1] ?? ' ');
    const end = isWhole ? closing + 1 : endOf(NOT_BLANK, message, at);
    words.push({ text: isWhole ? message.slice(at + 1, closing) : message.slice(at, end), offset: at });
    at = endOf(BLANKS, message, end);
  }
  return words;
}

/** Where a character is next; asked for rising places, it looks at each place of the text once. */
class NextPlace {
  private place: number | undefined;

  constructor(
    private readonly text: string,
    private readonly character: string,
  ) {}

  /** -1 if it is not there any more. */
  after(at: number): number {
    if (this.place === undefined || (this.place !== -1 && this.place <= at)) {
      this.place = this.text.indexOf(this.character, at + 1);
    }
    return this.place;
  }
}

function endOf(expression: RegExp, text: string, from: number): number {
  expression.lastIndex = from;
  return from + (expression.exec(text)?.[0].length ?? 0);
}

const NAME = /\$?[A-Za-z0-9_.-]+/y;

/** Reads `[ip, user, ..., status = 4* && status != 404, ]`. */
export function parseFields(cursor: FilterCursor): FieldsSyntax {
  cursor.take('[');
  const fields: DelimitedField[] = [];
  const used: UsedName[] = [];
  do fields.push(parseField(cursor, fields, used));
  while (cursor.take(','));
  if (!cursor.take(']')) cursor.fail('expected-end', `expected a comma or ']'; found ${cursor.found()}`);
  cursor.skipBlanks();
  if (!cursor.isAtEnd)
    cursor.fail('expected-end', `nothing may follow the closing ']'; found ${cursor.found()}`);
  warnUndeclared(cursor, fields, used);
  return { kind: 'fields', fields };
}

interface UsedName {
  readonly name: string;
  readonly at: number;
}

function parseField(
  cursor: FilterCursor,
  before: readonly DelimitedField[],
  used: UsedName[],
): DelimitedField {
  cursor.skipBlanks();
  const at = cursor.at;
  if (cursor.take('...')) {
    if (before.some((field) => 'ellipsis' in field))
      cursor.fail('second-ellipsis', "'...' is allowed only once", at);
    cursor.skipBlanks();
    return { ellipsis: true };
  }
  const name = cursor.match(NAME) ?? '';
  cursor.skipBlanks();
  if (cursor.isAtEnd || cursor.next === ',' || cursor.next === ']') return { name };
  cursor.at = at;
  const condition = parseOr(cursor, used);
  return { name: name === '' ? firstNameIn(condition) : name, condition };
}

/** The name of a field whose condition begins with a parenthesis. */
function firstNameIn(condition: FieldExpression | undefined): string {
  if (condition === undefined) return '';
  return condition.kind === 'compare' ? condition.name : firstNameIn(condition.of[0]);
}

function parseOr(cursor: FilterCursor, used: UsedName[]): FieldExpression {
  const of = [parseAnd(cursor, used)];
  while (cursor.take('||')) of.push(parseAnd(cursor, used));
  return joined('or', of);
}

function parseAnd(cursor: FilterCursor, used: UsedName[]): FieldExpression {
  const of = [parsePart(cursor, used)];
  while (cursor.take('&&')) of.push(parsePart(cursor, used));
  return joined('and', of);
}

function parsePart(cursor: FilterCursor, used: UsedName[]): FieldExpression {
  cursor.skipBlanks();
  const opening = cursor.at;
  if (!cursor.take('(')) return parseComparison(cursor, used);
  const expression = parseOr(cursor, used);
  if (!cursor.take(')')) cursor.fail('unclosed-group', "this '(' is not closed", opening);
  cursor.skipBlanks();
  return expression;
}

function parseComparison(cursor: FilterCursor, used: UsedName[]): FieldExpression {
  const at = cursor.at;
  const name = cursor.match(NAME);
  if (name === undefined)
    cursor.fail('expected-field', `expected the name of a field; found ${cursor.found()}`);
  used.push({ name, at });
  cursor.skipBlanks();
  const operator = parseFieldOperator(cursor);
  cursor.skipBlanks();
  const value = parseComparand(cursor, operator);
  cursor.skipBlanks();
  return { kind: 'compare', name, operator, value };
}

/** `=!`, as in one example of the documentation of 2020, in addition to those that it lists. */
function parseFieldOperator(cursor: FilterCursor): Operator {
  const at = cursor.at;
  if (!cursor.take('=!')) return parseOperator(cursor);
  cursor.warn('reversed-operator', "'=!' is not a documented operator; here it is read as '!='", at);
  return '!=';
}

function warnUndeclared(
  cursor: FilterCursor,
  fields: readonly DelimitedField[],
  used: readonly UsedName[],
): void {
  const declared = new Set(fields.map((field) => ('ellipsis' in field ? '' : field.name)));
  for (const { name, at } of used) {
    if (!declared.has(name))
      cursor.warn('undeclared-field', `no field is named '${name}', so this never matches`, at);
  }
}
