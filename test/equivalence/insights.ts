import type { Json, JsonObject } from '../../lib/core/json/json-value';
import { compareAddresses } from './insights-address';

/** In which of the ways that AWS leaves open a filter of Logs Insights is read. */
export interface InsightsReading {
  /** What a JSON boolean is. */
  readonly booleans: 'number' | 'text';
  /** What a comparison with an absent field is. */
  readonly absent: 'null' | 'false';
  /** Whether `tolower` changes letters beyond ASCII. */
  readonly lowersAll: boolean;
}

export const INSIGHTS_READINGS: readonly InsightsReading[] = [
  { booleans: 'number', absent: 'null', lowersAll: true },
  { booleans: 'text', absent: 'false', lowersAll: false },
];

type Cell = string | number;
type Truth = boolean | null;
type Fields = ReadonlyMap<string, Cell>;
type Test = (fields: Fields) => Truth;

/** A query as `to-insights.ts` writes it, as a test of records. Throws for what it does not write. */
export function readInsights(query: string, reading: InsightsReading): (record: JsonObject) => boolean {
  const test = readFilter(query, reading);
  return (record) => test(discovered(record, reading));
}

/** The same as a test of what Logs Insights discovers in a record: for many queries and the same records. */
export function readFilter(query: string, reading: InsightsReading): (fields: Fields) => boolean {
  const [, filter] =
    /^fields [^\n|]+\n\| filter ([^\n]*)\n\| sort @timestamp desc\n\| limit 10000$/.exec(query) ?? [];
  if (filter === undefined) throw new Error(`not a query as the compiler writes it: ${query}`);
  const reader = new FilterReader(filter, reading);
  const test = reader.read();
  return (fields) => test(fields) === true;
}

/** The fields that Logs Insights discovers: what is neither object nor array, by dotted path, elements by number. */
export function discovered(record: JsonObject, { booleans }: InsightsReading): Fields {
  const fields = new Map<string, Cell>([['@message', JSON.stringify(record)]]);
  const add = (name: string, value: Json | undefined): void => {
    if (value === null || value === undefined) return;
    if (typeof value === 'boolean') fields.set(name, booleans === 'number' ? Number(value) : String(value));
    else if (typeof value !== 'object') fields.set(name, value);
    else for (const [key, member] of Object.entries(value)) add(name === '' ? key : `${name}.${key}`, member);
  };
  add('', record);
  return fields;
}

const TOKEN =
  /\s*(?:(\()|(\))|(\[)|(\])|(,)|"([^"]*)"|\/((?:\\.|[^\\/])*)\/|`([^`]*)`|(<=|>=|=|<|>)|(-?\d+(?:\.\d+)?(?:e[+-]?\d+)?(?![\w.]))|([@\w.]+))/iy;

interface Token {
  readonly kind: 'sign' | 'text' | 'regex' | 'number' | 'word' | 'field';
  readonly text: string;
}

class FilterReader {
  private readonly tokens: readonly Token[];
  private at = 0;

  constructor(
    filter: string,
    private readonly reading: InsightsReading,
  ) {
    this.tokens = tokensOf(filter);
  }

  read(): Test {
    const test = this.either();
    if (this.at < this.tokens.length) throw new Error(`unexpected ${JSON.stringify(this.tokens[this.at])}`);
    return test;
  }

  private either(): Test {
    const parts = [this.both()];
    while (this.takes('or')) parts.push(this.both());
    return (fields) => anyTruth(parts.map((part) => part(fields)));
  }

  private both(): Test {
    const parts = [this.negated()];
    while (this.takes('and')) parts.push(this.negated());
    return (fields) => negation(anyTruth(parts.map((part) => negation(part(fields)))));
  }

  private negated(): Test {
    if (this.takes('not')) {
      const test = this.negated();
      return (fields) => negation(test(fields));
    }
    if (this.takes('(')) {
      const test = this.either();
      this.expect(')');
      return test;
    }
    return this.comparison();
  }

  private comparison(): Test {
    const word = this.next();
    if (word.text === 'ispresent') {
      const name = this.argument();
      return (fields) => fields.has(name);
    }
    if (word.text === 'isIpv4InSubnet' || word.text === 'isIpv6InSubnet') {
      this.expect('(');
      const name = this.next().text;
      this.expect(',');
      const range = this.next().text;
      this.expect(')');
      return this.of(name, (cell) => compareAddresses(String(cell), range, word.text.includes('v6') ? 6 : 4));
    }
    const isLower = word.text === 'tolower';
    const name = isLower ? this.argument() : word.text;
    const compare = this.relation();
    return this.of(name, (cell) => compare(isLower ? this.lower(cell) : cell));
  }

  private relation(): (cell: Cell) => boolean {
    if (this.takes('in')) {
      this.expect('[');
      const texts: string[] = [];
      do texts.push(this.next().text);
      while (this.takes(','));
      this.expect(']');
      return (cell) => typeof cell === 'string' && texts.includes(cell);
    }
    if (this.takes('like')) {
      const { kind, text } = this.next();
      if (kind === 'text') return (cell) => typeof cell === 'string' && cell.includes(text);
      const expression = new RegExp(javascriptOf(text), 'u');
      return (cell) => typeof cell === 'string' && expression.test(cell);
    }
    const sign = this.next().text;
    const { kind, text } = this.next();
    if (sign === '=') return (cell) => cell === (kind === 'number' ? Number(text) : text);
    const value = Number(text);
    const holds: Record<string, (number: number) => boolean> = {
      '<': (number) => number < value,
      '<=': (number) => number <= value,
      '>': (number) => number > value,
      '>=': (number) => number >= value,
    };
    return (cell) => typeof cell === 'number' && holds[sign]?.(cell) === true;
  }

  private of(name: string, holds: (cell: Cell) => boolean): Test {
    return (fields) => {
      const cell = fields.get(name);
      if (cell !== undefined) return holds(cell);
      return this.reading.absent === 'null' ? null : false;
    };
  }

  private lower(cell: Cell): Cell {
    if (typeof cell === 'number') return cell;
    return this.reading.lowersAll
      ? cell.toLowerCase()
      : cell.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  }

  private argument(): string {
    this.expect('(');
    const { text } = this.next();
    this.expect(')');
    return text;
  }

  private takes(text: string): boolean {
    const token = this.tokens[this.at];
    if (token?.text !== text || (token.kind !== 'sign' && token.kind !== 'word')) return false;
    this.at++;
    return true;
  }

  private expect(text: string): void {
    if (!this.takes(text)) throw new Error(`expected ${text}, found ${JSON.stringify(this.tokens[this.at])}`);
  }

  private next(): Token {
    const token = this.tokens[this.at++];
    if (token === undefined) throw new Error('unexpected end');
    return token;
  }
}

function tokensOf(filter: string): readonly Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < filter.length) {
    const from = TOKEN.lastIndex;
    const found = TOKEN.exec(filter);
    if (found === null) throw new Error(`no token at: ${filter.slice(from)}`);
    const [, open, close, begin, end, comma, text, regex, field, sign, number, word] = found;
    const mark = open ?? close ?? begin ?? end ?? comma ?? sign;
    if (mark !== undefined) tokens.push({ kind: 'sign', text: mark });
    else if (text !== undefined) tokens.push({ kind: 'text', text });
    else if (regex !== undefined) tokens.push({ kind: 'regex', text: regex });
    else if (field !== undefined) tokens.push({ kind: 'field', text: field });
    else if (number !== undefined) tokens.push({ kind: 'number', text: number });
    else tokens.push({ kind: 'word', text: word ?? '' });
  }
  return tokens;
}

/** What means the same in RE2 and Java, in JavaScript. */
function javascriptOf(expression: string): string {
  return expression
    .replaceAll('\\A', '^')
    .replaceAll('\\z', '$')
    .replace(/\\x\{([0-9a-f]+)\}/g, '\\u{$1}')
    .replace(
      /\\([^A-Za-z0-9^$\\.*+?()[\]{}|/])/g,
      (_, character: string) => `\\u{${character.codePointAt(0)?.toString(16)}}`,
    );
}

function anyTruth(truths: readonly Truth[]): Truth {
  if (truths.includes(true)) return true;
  return truths.includes(null) ? null : false;
}

function negation(truth: Truth): Truth {
  return truth === null ? null : !truth;
}
