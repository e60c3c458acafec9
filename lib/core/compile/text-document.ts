import { type Json, nestsTooDeep, parseJson } from '../json/json-value';

/** The largest record that CloudTrail writes has 256 KB; a policy has 20 KB at most, three times that if encoded. */
export const MAX_DOCUMENT_CHARACTERS = 262_144;

/**
 * Whether a value is a document for which `holds` is true: an object or a list, as it stands or as JSON text, which
 * may be percent-encoded as IAM does it. Never throws: any other text, and text that is too long or nests too deep, is
 * no document.
 */
export function someDocument(value: Json, holds: (document: Json) => boolean): boolean {
  const document = typeof value === 'string' ? documentOf(value) : value;
  return typeof document === 'object' && document !== null && holds(document);
}

/** The text that was read last, and its document: many rules ask about the policy of one record, one behind the other. */
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
