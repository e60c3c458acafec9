import type { Condition } from '../../policy/evaluation/condition-block';

// operator -> [positive words, the words of its opposite]
const OPERATORS: Readonly<Record<string, readonly [string, string]>> = {
  StringEquals: ['is', 'is not'],
  StringEqualsIgnoreCase: ['is', 'is not'],
  StringLike: ['is like', 'is not like'],
  ArnEquals: ['is like', 'is not like'],
  ArnLike: ['is like', 'is not like'],
  NumericEquals: ['is', 'is not'],
  DateEquals: ['is', 'is not'],
  Bool: ['is', 'is not'],
  IpAddress: ['is in', 'is not in'],
  NumericLessThan: ['is less than', 'is at least'],
  NumericLessThanEquals: ['is at most', 'is more than'],
  NumericGreaterThan: ['is more than', 'is at most'],
  NumericGreaterThanEquals: ['is at least', 'is less than'],
  DateLessThan: ['is before', 'is not before'],
  DateLessThanEquals: ['is not after', 'is after'],
  DateGreaterThan: ['is after', 'is not after'],
  DateGreaterThanEquals: ['is not before', 'is before'],
};

const NEGATED = /^(String|Arn|Numeric|Date)Not|^NotIpAddress/;

/** How much of a list of values is written out. */
const MAX_VALUES = 8;

/** A condition in words: `aws:SourceArn is like arn:…`. */
export function conditionWords(condition: Condition): string {
  return words(condition, false);
}

/** Some of a list of values, and how many more there are. */
export function listWords(values: readonly string[]): string {
  const more = values.length - MAX_VALUES;
  return (more > 0 ? [...values.slice(0, MAX_VALUES), `${more} more`] : values).join(' or ');
}

/** The words for a refusal that these conditions bring: what must not hold all at once. */
export function refusalWords(conditions: readonly Condition[], more: readonly string[] = []): string {
  const [only, ...others] = conditions;
  if (only !== undefined && others.length === 0 && more.length === 0) {
    if (isPlain(only)) return 'over TLS';
    if (isOldTls(only)) return `over TLS ${only.values.join(' or ')} or later`;
    return words(only, true);
  }
  return `not when ${[...conditions.map(conditionWords), ...more].sort().join(' and ')}`;
}

function isPlain({ operator, key, values }: Condition): boolean {
  return /^Bool(IfExists)?$/.test(operator) && isKey(key, 'aws:SecureTransport') && values.join() === 'false';
}

function isOldTls({ operator, key }: Condition): boolean {
  return /^NumericLessThan(IfExists)?$/.test(operator) && isKey(key, 's3:TlsVersion');
}

function isKey(key: string, name: string): boolean {
  return key.toLowerCase() === name.toLowerCase();
}

function words({ operator, key, values }: Condition, opposite: boolean): string {
  if (!opposite && /^Bool/.test(operator) && isKey(key, 'aws:SecureTransport') && values.join() === 'true') {
    return 'over TLS';
  }
  const [, quantifier, name = operator, ifExists] =
    /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/.exec(operator) ?? [];
  if (name === 'Null') {
    return `${key} is ${(values.join().toLowerCase() === 'true') === opposite ? 'present' : 'absent'}`;
  }
  const negated = NEGATED.test(name);
  const pair = OPERATORS[name.replace(/Not(?=Equals|Like|IpAddress)/, '').replace(/^NotIp/, 'Ip')];
  const verb = pair?.[negated === opposite ? 0 : 1] ?? `${opposite ? 'not ' : ''}${name}`;
  const start = quantifier === undefined ? '' : quantifier === 'ForAnyValue' ? 'any of ' : 'each of ';
  return `${start}${key} ${verb} ${listWords(values)}${ifExists === undefined ? '' : ', if present'}`;
}

// private use characters: they are in no policy
const OPEN = '\u{E000}';

const CLOSE = '\u{E001}';

const PIECES = /\u{E000}[^\u{E000}\u{E001}]*\u{E001}|./gsu;

const UNKNOWN = /\u{E000}([^\u{E000}\u{E001}]*)\u{E001}/gu;

/** Text that only the deployment knows, with the words for it. */
export function unknownText(words: string): string {
  return `${OPEN}${words}${CLOSE}`;
}

/** The words for the unknown parts of a text. */
export function unknownsIn(text: string): readonly string[] {
  return [...text.matchAll(UNKNOWN)].map(([, words = '']) => words);
}

/** The text with something else for all that is unknown. */
export function replaceUnknowns(text: string, by: string | ((words: string) => string)): string {
  return text.replace(UNKNOWN, (_whole, words: string) => (typeof by === 'string' ? by : by(words)));
}

/** What two texts begin and end with, both. What is unknown is never cut. */
export function withoutCommonEnds(one: string, other: string): readonly [start: string, end: string] {
  const piecesOf = (text: string): readonly string[] => text.match(PIECES) ?? [];
  const [left, right] = [piecesOf(one), piecesOf(other)];
  const most = Math.min(left.length, right.length);
  let [start, end] = [0, 0];
  while (start < most && left[start] === right[start]) start += 1;
  while (end < most - start && left.at(-1 - end) === right.at(-1 - end)) end += 1;
  return [left.slice(0, start).join(''), left.slice(left.length - end).join('')];
}

type Json = Readonly<Record<string, unknown>>;

/** An object, or one without members. */
export function asJson(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

/** A list; a value that is not a list becomes a list of one, an absent value an empty list. */
export function asList(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return value === undefined ? [] : [value];
}

/** The text; what cannot be text is unknown. */
export function asText(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : unknownText('a value');
}
