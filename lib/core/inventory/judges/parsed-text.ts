import { OpenText, Unknown, type Value } from '../../estate/values/value';
import { parseJson } from '../../json/parse-json';

/** Stands for what is unknown while the text is parsed. */
const MARK = '\u{F0000}';

/** The value that a text says as JSON, also where parts of it are unknown; `undefined`: it is no JSON, or no text. */
export function parsedText(value: Value): Value | undefined {
  if (typeof value !== 'string' && !(value instanceof OpenText)) return undefined;
  const parts = value instanceof OpenText ? value.parts : [value];
  const unknown = parts.filter((part) => part instanceof Unknown);
  let index = 0;
  const text = parts.map((part) => (typeof part === 'string' ? part : `${MARK}${index++}${MARK}`)).join('');
  const json = parseJson(text);
  return json === undefined ? undefined : revived(json, unknown);
}

/** JSON with what is unknown in its place again. */
function revived(json: unknown, unknown: readonly Unknown[]): Value {
  if (typeof json === 'string' && json.includes(MARK)) {
    const parts = json.split(MARK).map((part, at) => (at % 2 === 0 ? part : (unknown[Number(part)] ?? part)));
    return new OpenText(parts.filter((part) => part !== ''));
  }
  if (Array.isArray(json)) return json.map((each) => revived(each, unknown));
  if (typeof json !== 'object' || json === null) return json as Value;
  return Object.fromEntries(Object.entries(json).map(([name, each]) => [name, revived(each, unknown)]));
}
