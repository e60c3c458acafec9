import { isPlain, patternExpression, quoted } from '../../compile/insights/insights-field';
import { ACTOR } from '../../fact/actor';
import { fieldsOfValue } from '../../fact/fact';
import { EVENT_COLUMNS } from '../event-columns';

/** A condition of `filter`, or a constant. */
export type Filter = string | boolean;

/** The fields of a column or of a `COALESCE`: the first that is present counts. */
export function readFields(tokens: SqlTokens): readonly string[] {
  const token = tokens.take();
  if (token === 'COALESCE') {
    tokens.expect('(');
    const fields: string[] = [];
    do {
      // Replaces NULL: no text is in it, and none is equal to it.
      if (!tokens.takes("''")) fields.push(...readFields(tokens));
    } while (tokens.takes(','));
    tokens.expect(')');
    return fields;
  }
  if (token.startsWith('"')) return fieldOfJson(token.slice(1, -1));
  if (token === 'actor') return ACTOR_FIELDS;
  const field = FIELDS.get(token);
  if (field === undefined) throw new CannotSay(REASONS[token] ?? `it has ${token}`);
  return [field];
}

const FIELDS: ReadonlyMap<string, string> = new Map(
  EVENT_COLUMNS.filter(({ type }) => ['text', 'time', 'boolean'].includes(type)).map(({ name, field }) => [
    name,
    field,
  ]),
);

const ACTOR_FIELDS = fieldsOfValue(ACTOR);

/** The field behind a JSON column and keys: `request_parameters.roleName` is `requestParameters.roleName`. */
function fieldOfJson(path: string): readonly string[] {
  const [column = '', ...keys] = path.split('.');
  const found = EVENT_COLUMNS.find(({ name, type }) => name === column && type === 'json');
  if (found === undefined) throw new Error(`${column} is not a JSON column`);
  return [[found.field, ...keys].join('.')];
}

/** Reads a condition of SQL. A condition that is NULL there is false here, also where it is negated. */
export function readFilter(tokens: SqlTokens): Filter {
  const parts = [readBoth(tokens)];
  while (tokens.takes('OR')) parts.push(readBoth(tokens));
  return joined(parts, 'or');
}

function readBoth(tokens: SqlTokens): Filter {
  const parts = [readOne(tokens)];
  while (tokens.takes('AND')) parts.push(readOne(tokens));
  return joined(parts, 'and');
}

function joined(parts: readonly Filter[], word: 'and' | 'or'): Filter {
  const decides = word === 'or';
  if (parts.includes(decides)) return decides;
  const texts = parts.filter((part) => typeof part === 'string');
  if (texts.length === 0) return !decides;
  return texts.length === 1 ? (texts[0] ?? '') : `(${texts.join(` ${word} `)})`;
}

function readOne(tokens: SqlTokens): Filter {
  if (tokens.takes('(')) {
    const inner = readFilter(tokens);
    tokens.expect(')');
    return inner;
  }
  if (tokens.next.startsWith("'")) {
    const text = tokens.take();
    tokens.expect('=');
    return text === tokens.take();
  }
  if (tokens.takes('strpos')) return readPosition(tokens);
  const fields = readFields(tokens);
  if (tokens.takes('IS', 'NOT', 'NULL')) return joined(fields.map(present), 'or');
  if (tokens.takes('IS', 'NULL')) return joined(fields.map(absent), 'and');
  if (tokens.takes('NOT', 'LIKE')) return firstPresent(fields, without(like(readText(tokens))));
  if (tokens.takes('LIKE')) return firstPresent(fields, like(readText(tokens)));
  if (tokens.takes('IN')) return firstPresent(fields, oneOf(readTexts(tokens)));
  if (REASONS[tokens.next] !== undefined) throw new CannotSay(REASONS[tokens.next]);
  if (tokens.takes('<>')) return firstPresent(fields, without(oneOf([readText(tokens)])));
  tokens.expect('=');
  if (tokens.takes('FALSE')) return firstPresent(fields, (field) => `(${field} = 0 or ${field} = "false")`);
  return firstPresent(fields, oneOf([readText(tokens)]));
}

/** `strpos(subject, text) > 0` or `= 1`, whose subject is the first field that is present. */
function readPosition(tokens: SqlTokens): Filter {
  tokens.expect('(');
  const fields = readFields(tokens);
  tokens.expect(',');
  const text = readText(tokens);
  tokens.expect(')');
  const isAnywhere = tokens.takes('>', '0');
  if (!isAnywhere) {
    tokens.expect('=');
    tokens.expect('1');
  }
  if (text === '') return joined(fields.map(present), 'or');
  if (isAnywhere) return firstPresent(fields, (field) => contains(field, text));
  return firstPresent(fields, (field) => `${field} like ${patternExpression([{ text }, { any: true }])}`);
}

type Test = (field: string) => string;

/** A test of the first field that is present; false where none is. */
function firstPresent(fields: readonly string[], test: Test): Filter {
  const [only = ''] = fields;
  if (fields.length === 1) return test(fieldText(only));
  return joined(
    fields.map((field, at) => joined([...fields.slice(0, at).map(absent), test(fieldText(field))], 'and')),
    'or',
  );
}

/** True only where the field is present. */
function without(test: Test): Test {
  return (field) => `(ispresent(${field}) and not (${test(field)}))`;
}

function oneOf(texts: readonly string[]): Test {
  return (field) => {
    const plain = texts.filter(isPlain).map(quoted);
    const others = texts
      .filter((text) => !isPlain(text))
      .map((text) => `${field} like ${patternExpression([{ text }])}`);
    const listed = plain.length === 1 ? `${field} = ${plain[0]}` : `${field} in [${plain.join(', ')}]`;
    return String(joined([...(plain.length === 0 ? [] : [listed]), ...others], 'or'));
  };
}

function contains(field: string, text: string): string {
  const other = patternExpression([{ any: true }, { text }, { any: true }]);
  return `${field} like ${isPlain(text) ? quoted(text) : other}`;
}

/** A pattern of SQL with `%`; the named queries have no `_` in patterns that means any character. */
function like(pattern: string): Test {
  const parts = pattern.split(/(%)/).filter((part) => part !== '');
  const [first, second, third] = parts;
  if (parts.length === 3 && first === '%' && third === '%') return (field) => contains(field, second ?? '');
  const expression = patternExpression(parts.map((part) => (part === '%' ? { any: true } : { text: part })));
  return (field) => `${field} like ${expression}`;
}

function readText(tokens: SqlTokens): string {
  if (tokens.takes('concat')) return readTexts(tokens).join('');
  const token = tokens.take();
  if (token.startsWith("'")) return token.slice(1, -1).replaceAll("''", "'");
  if (FIELDS.has(token))
    throw new CannotSay('it compares two fields, which AWS does not document for Logs Insights');
  throw new CannotSay(REASONS[token] ?? `it compares with ${token}`);
}

function readTexts(tokens: SqlTokens): readonly string[] {
  tokens.expect('(');
  const texts = [readText(tokens)];
  while (tokens.takes(',')) texts.push(readText(tokens));
  tokens.expect(')');
  return texts;
}

function present(field: string): string {
  return `ispresent(${fieldText(field)})`;
}

function absent(field: string): string {
  return `not ispresent(${fieldText(field)})`;
}

/** A name as it is in a query. */
export function fieldText(name: string): string {
  return /^[A-Za-z0-9.]+$/.test(name) ? name : `\`${name}\``;
}

/** Why a query cannot be written for Logs Insights, as the end of a sentence. */
export class CannotSay extends Error {
  override readonly name = 'CannotSay';
}

const TOKEN =
  /\s*('(?:[^']|'')*'|"[^"]+"|[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)?|\d+(?:\.\d+)?|<>|>=|<=|[(),=<>*/+-])/y;

/** The words and signs of a named query, in their order. */
export class SqlTokens {
  private readonly tokens: readonly string[];
  private at = 0;

  /** @throws {@link CannotSay} for syntax that no named query has */
  constructor(sql: string) {
    const tokens: string[] = [];
    TOKEN.lastIndex = 0;
    while (TOKEN.lastIndex < sql.trimEnd().length) {
      const from = TOKEN.lastIndex;
      const [, token] = TOKEN.exec(sql) ?? [];
      if (token === undefined) throw new CannotSay(`it has '${sql.slice(from, from + 20).trim()}'`);
      tokens.push(token);
    }
    this.tokens = tokens;
  }

  /** The next token, which stays; '' at the end. */
  get next(): string {
    return this.tokens[this.at] ?? '';
  }

  /** Takes the next tokens if they are these. */
  takes(...words: readonly string[]): boolean {
    if (words.some((word, index) => this.tokens[this.at + index] !== word)) return false;
    this.at += words.length;
    return true;
  }

  /** Takes the next token. */
  take(): string {
    const token = this.next;
    this.at += 1;
    return token;
  }

  /** @throws {@link CannotSay} if the next token is another one */
  expect(word: string): void {
    if (!this.takes(word)) throw new CannotSay(REASONS[this.next] ?? `it has ${this.next || 'no'} ${word}`);
  }
}

const TIMES = 'it compares times, which are texts in Logs Insights; choose the time of the query instead';

/** What Logs Insights has no equivalent for, by the word that requires it. */
export const REASONS: Readonly<Record<string, string>> = {
  WITH: 'it joins events with one another',
  JOIN: 'it joins events with one another',
  CASE: 'it chooses between values (CASE)',
  sum: 'it chooses between values (CASE)',
  date_trunc: 'it rounds the time of an event, and Logs Insights rounds @timestamp only',
  TIMESTAMP: TIMES,
  HAVING: TIMES,
  distinct_list: 'it lists the distinct values of a group',
  json_text: 'it searches a whole object, and Logs Insights knows only its members',
  some_contains: 'it searches a list, each element of which is a field of its own in Logs Insights',
  joined: 'it reads a list, each element of which is a field of its own in Logs Insights',
  outcome: 'it asks how calls ended, which is more than one field',
  actor_name: 'it names actors as people know them, which is more than one field',
  '*': 'it computes with a count',
  FALSE: 'it treats an absent field as false',
  '<': TIMES,
};
