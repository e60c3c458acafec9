// private use characters: they are in no policy
const OPEN = '\u{E000}';
const CLOSE = '\u{E001}';
const PIECES = /\u{E000}[^\u{E000}\u{E001}]*\u{E001}|./gsu;
const UNKNOWN = /\u{E000}([^\u{E000}\u{E001}]*)\u{E001}/gu;

/** Text that only the deployment knows, with the words for it. */
export function unknownText(words: string): string {
  return `${OPEN}${words}${CLOSE}`;
}

/** The words for what is unknown in a text. */
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

/** A list; what is no list is a list of one, what is absent of none. */
export function asList(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return value === undefined ? [] : [value];
}

/** The text; what cannot be text is unknown. */
export function asText(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : unknownText('a value');
}
