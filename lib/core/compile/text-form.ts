import { isList, type Json, type JsonObject, nestsTooDeep, parseJson } from '../json/json-value';

/**
 * Whether `holds` is true for any text form of a value; stops at the first.
 *
 * Strings are their own text; numbers, booleans and objects have that of compact JSON; null has none. An array
 * has those of its elements, including nested arrays; an empty one has the text `[]`.
 */
export function someText(value: Json, holds: (text: string) => boolean): boolean {
  if (typeof value === 'string') return holds(value);
  if (value === null) return false;
  if (isList(value) && value.length > 0) return value.some((element) => someText(element, holds));
  return holds(JSON.stringify(value));
}

/** Whether `holds` is true for any string, number or boolean anywhere in a value; keys are not looked at. */
export function someLeafText(value: Json, holds: (text: string) => boolean): boolean {
  const waiting: (Json | undefined)[] = [value];
  while (waiting.length > 0) {
    const next = waiting.pop();
    if (next === undefined || next === null) continue;
    if (typeof next !== 'object') {
      if (holds(String(next))) return true;
      continue;
    }
    for (const member of Object.values(next as JsonObject)) waiting.push(member);
  }
  return false;
}

/** Whether a value is null, or an array with null in it. */
export function holdsNull(value: Json): boolean {
  if (value === null) return true;
  return isList(value) && value.some(holdsNull);
}

/** Whether `holds` is true for any element of an array, including nested arrays. A value that is not an array is its own element. */
export function someElement(value: Json, holds: (element: Json) => boolean): boolean {
  if (isList(value)) return value.some((element) => someElement(element, holds));
  return holds(value);
}

/** The largest record that CloudTrail writes has 256 KB; a policy has 20 KB at most, three times that if encoded. */
export const MAX_DOCUMENT_CHARACTERS = 262_144;

/**
 * Whether a value is a document for which `holds` is true: an object or a list, as such or as JSON text, which may be
 * percent-encoded as IAM does it. Never throws: any other text, and text that is too long or nests too deep, is no
 * document.
 */
export function someDocument(value: Json, holds: (document: Json) => boolean): boolean {
  const document = typeof value === 'string' ? documentOf(value) : value;
  return typeof document === 'object' && document !== null && holds(document);
}

/** The last text that was read, and its document: many rules test the policy of one record, one after the other. */
let last: { readonly text: string; readonly document: Json | undefined } | undefined;

function documentOf(text: string): Json | undefined {
  if (last?.text !== text) last = { text, document: readDocument(text) };
  return last.document;
}

function readDocument(text: string): Json | undefined {
  if (text.length > MAX_DOCUMENT_CHARACTERS) return undefined;
  const plain = isEncoded(text) ? decoded(text) : text;
  const document = plain === undefined ? undefined : parseJson(plain);
  return document === undefined || nestsTooDeep(document) ? undefined : document;
}

/** Whether text begins with `{` or `[` as they are percent-encoded. */
function isEncoded(text: string): boolean {
  return /^(?:\s|%20|%0[9ad])*%[57]b/i.test(text);
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
