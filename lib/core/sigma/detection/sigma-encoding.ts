import type { WildcardPart } from '../../rule/condition';
import { plainText, type WildcardPattern } from './sigma-string';

/**
 * A value on its way through the modifiers. After `utf16le` and its relatives the text is a byte string: one
 * character, U+0000 to U+00FF, for each byte.
 */
export interface SigmaValue {
  readonly pattern: WildcardPattern;
  readonly bytes: boolean;
}

/** A modifier's result, or why it cannot be applied to this value, as the end of a sentence. */
export type EncodedValues = readonly SigmaValue[] | { readonly reason: string };

/** The modifiers that turn a value into one or more other values. */
export type EncodingModifier =
  | 'windash'
  | 'base64'
  | 'base64offset'
  | 'utf16le'
  | 'utf16be'
  | 'wide'
  | 'utf16';

/** The names of {@link EncodingModifier}. */
export const ENCODING_MODIFIERS: ReadonlySet<string> = new Set<EncodingModifier>([
  'windash',
  'base64',
  'base64offset',
  'utf16le',
  'utf16be',
  'wide',
  'utf16',
]);

/** Applies one modifier to one value. */
export function encodeValue(value: SigmaValue, modifier: EncodingModifier): EncodedValues {
  switch (modifier) {
    case 'windash':
      return value.bytes ? { reason: 'it must come before the modifiers that encode' } : windash(value);
    case 'base64':
      return withBytes(value, (bytes) => [bytes.toString('base64')]);
    case 'base64offset':
      return withBytes(value, offsetsOf);
    case 'wide':
    case 'utf16le':
      return utf16(value, '', littleEndian);
    case 'utf16be':
      return utf16(value, '', bigEndian);
    case 'utf16':
      return utf16(value, BYTE_ORDER_MARK, littleEndian);
    default:
      return modifier satisfies never;
  }
}

/**
 * The pattern as it is looked for in a record. A byte string that was not brought into Base64 can be compared only
 * where each of its bytes is an ASCII character, which is then how a text shows it.
 */
export function decodedPattern(value: SigmaValue): WildcardPattern | { readonly reason: string } {
  if (!value.bytes) return value.pattern;
  const decoded: WildcardPart[] = [];
  for (const [index, part] of value.pattern.entries()) {
    if (!('text' in part)) {
      decoded.push(part);
      continue;
    }
    const marked = index === 0 && part.text.startsWith(BYTE_ORDER_MARK);
    const text = marked ? part.text.slice(BYTE_ORDER_MARK.length) : part.text;
    if (/[\u0080-\u00ff]/.test(text)) return { reason: "its bytes are not text; add 'base64' after it" };
    decoded.push({ text: marked ? `\ufeff${text}` : text });
  }
  return decoded;
}

/** FF FE, as a byte string. */
const BYTE_ORDER_MARK = '\u00ff\u00fe';

const DASHES = ['-', '/', '\u2013', '\u2014', '\u2015'] as const;
/** A dash where a command-line option begins: nothing of a word before it, a word after it. */
const OPTION_DASH = /(?<![\p{L}\p{N}_])[-/\u2013\u2014\u2015](?=[\p{L}\p{N}_])/gu;
/** 5 to the power of 4 values. */
const MAX_OPTION_DASHES = 4;

function windash(value: SigmaValue): EncodedValues {
  let variants: WildcardPattern[] = [[]];
  for (const part of value.pattern) {
    const spellings = 'text' in part ? dashSpellings(part.text) : [part];
    if (variants.length * spellings.length > DASHES.length ** MAX_OPTION_DASHES) {
      return { reason: `it has more than ${MAX_OPTION_DASHES} dashes, which makes too many spellings` };
    }
    variants = variants.flatMap((variant) => spellings.map((spelling) => [...variant, spelling]));
  }
  return variants.map((pattern) => ({ pattern, bytes: false }));
}

function dashSpellings(text: string): readonly WildcardPart[] {
  const pieces = text.split(OPTION_DASH);
  // One more than may be used, so that the caller sees that there are too many.
  const dashes = Math.min(pieces.length - 1, MAX_OPTION_DASHES + 1);
  let spellings = [pieces[0] ?? ''];
  for (let index = 1; index <= dashes; index++) {
    spellings = spellings.flatMap((start) => DASHES.map((dash) => `${start}${dash}${pieces[index]}`));
  }
  return spellings.map((spelling) => ({ text: spelling }));
}

function withBytes(
  value: SigmaValue,
  encode: (bytes: Buffer) => readonly string[] | { readonly reason: string },
): EncodedValues {
  const text = plainText(value.pattern);
  if (text === undefined) {
    return {
      reason: "a value with wildcards has no Base64 form; write 'contains' and similar modifiers after it",
    };
  }
  const encoded = encode(Buffer.from(text, value.bytes ? 'latin1' : 'utf8'));
  if ('reason' in encoded) return encoded;
  return encoded.map((one) => ({ pattern: one === '' ? [] : [{ text: one }], bytes: false }));
}

/**
 * The Base64 characters that do not depend on what is around the bytes, for each of the three places in a group
 * of three at which they can begin.
 */
function offsetsOf(bytes: Buffer): readonly string[] | { readonly reason: string } {
  if (bytes.length < 2)
    return { reason: 'it is too short for a Base64 character of its own; give at least two bytes' };
  const unclearAtStart = [0, 2, 3];
  const unclearAtEnd = [0, 3, 2];
  return [0, 1, 2].map((offset) => {
    const encoded = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
    const cut = unclearAtEnd[(bytes.length + offset) % 3] ?? 0;
    return encoded.slice(unclearAtStart[offset], encoded.length - cut);
  });
}

function utf16(value: SigmaValue, mark: string, encode: (text: string) => string): EncodedValues {
  if (value.bytes) return { reason: 'the value is encoded already' };
  const encoded = value.pattern.map((part) => ('text' in part ? { text: encode(part.text) } : part));
  const pattern = mark === '' ? encoded : [{ text: mark }, ...encoded];
  return [{ pattern: joinMark(pattern), bytes: true }];
}

function joinMark(parts: readonly WildcardPart[]): WildcardPattern {
  const [first, second, ...rest] = parts;
  if (first === undefined || second === undefined || !('text' in first) || !('text' in second)) return parts;
  return [{ text: first.text + second.text }, ...rest];
}

function littleEndian(text: string): string {
  return Buffer.from(text, 'utf16le').toString('latin1');
}

function bigEndian(text: string): string {
  return Buffer.from(text, 'utf16le').swap16().toString('latin1');
}
