import type { TextMatcher, ValueMatcher } from '../../pattern/event-pattern/event-pattern-syntax';
import { JsonNumber } from '../../pattern/event-pattern/event-value';
import { addressTestOf } from '../../pattern/event-pattern/pattern-address';
import { fitsWildcard, renderWildcard } from '../../pattern/event-pattern/wildcard-pattern';
import { foldCase } from '../../rule/fold-case';
import { hasLetterCase, hasOneCharacter, type TextPattern } from '../text-question';

/**
 * A text pattern as an event pattern has it: pieces with any text between them. One piece is the whole text, `['a', '']`
 * a text that begins with it, `['', '']` any text.
 */
export type Pieces = readonly string[];

/** The pieces of a text pattern; undefined where it asks for exactly one character of any kind. */
export function piecesOf(pattern: TextPattern): Pieces | undefined {
  if (hasOneCharacter(pattern)) return undefined;
  const pieces = [''];
  for (const part of pattern) {
    if ('text' in part) pieces.push((pieces.pop() ?? '') + part.text);
    else pieces.push('');
  }
  // Two stars beside one another are one.
  return pieces.filter((piece, index) => piece !== '' || index === 0 || index === pieces.length - 1);
}

/** Whether any text at all fits. */
export function isAnyPieces(pieces: Pieces): boolean {
  return pieces.length === 2 && pieces.every((piece) => piece === '');
}

/** Whether ignoring letter case makes a difference. */
export function hasCase(pieces: Pieces): boolean {
  return hasLetterCase(pieces.join(''));
}

/** Whether EventBridge and `foldCase` ignore case alike in a text: beyond ASCII it may have no letters with a case. */
export function foldsAlike(pieces: Pieces): boolean {
  const beyondAscii = pieces.join('').replace(/\p{ASCII}/gu, '');
  return !hasCase([beyondAscii]) && !/[\ud800-\udfff]/.test(beyondAscii);
}

/** The matcher that compares text exactly. */
export function exactMatcher(
  pieces: Pieces,
): TextMatcher | { readonly kind: 'equals'; readonly value: string } {
  const [first = '', last = ''] = pieces;
  if (isPrefix(pieces)) return textMatcher('prefix', first, false);
  if (isSuffix(pieces)) return textMatcher('suffix', last, false);
  const isWhole = pieces.length === 1;
  // Of a plain text that is an address EventBridge would match every spelling.
  if (isWhole && addressTestOf(first) === undefined) return { kind: 'equals', value: first };
  if (isWhole && !hasCase(pieces)) return textMatcher('equals', first, true);
  return textMatcher('wildcard', renderWildcard(pieces), false);
}

/** The matcher that ignores case; undefined where EventBridge has none. */
export function caselessMatcher(pieces: Pieces): TextMatcher | undefined {
  const [first = '', last = ''] = pieces;
  if (pieces.length === 1) return textMatcher('equals', first, true);
  if (isPrefix(pieces)) return textMatcher('prefix', first, true);
  return isSuffix(pieces) ? textMatcher('suffix', last, true) : undefined;
}

/** A prefix that ends with a quotation mark would match the text without it, too. */
function isPrefix(pieces: Pieces): boolean {
  const [first = '', last] = pieces;
  return pieces.length === 2 && last === '' && !first.endsWith('"');
}

/** The same of a suffix that begins with one. */
function isSuffix(pieces: Pieces): boolean {
  const [first, last = ''] = pieces;
  return pieces.length === 2 && first === '' && !last.startsWith('"');
}

function textMatcher(relation: TextMatcher['relation'], text: string, ignoresCase: boolean): TextMatcher {
  return { kind: 'text', relation, ignoresCase, text };
}

/** The JSON booleans whose text fits. */
export function booleansOf(pieces: Pieces, cased: boolean): readonly boolean[] {
  const wanted = cased ? pieces : pieces.map(foldCase);
  return [true, false].filter((value) => fitsWildcard(wanted, String(value)));
}

/** The JSON number whose text is the whole text; undefined if no number has it. */
export function numberOf(pieces: Pieces, cased: boolean): number | undefined {
  const [text = '', ...more] = pieces;
  if (more.length > 0 || !/^-?\d/.test(text)) return undefined;
  const value = Number(text);
  const written = Number.isFinite(value) ? JSON.stringify(value) : undefined;
  return written === (cased ? text : foldCase(text)) ? value : undefined;
}

/** Whether the text of some JSON number may fit without being the whole text. */
export function fitsPartOfNumber(pieces: Pieces): boolean {
  const text = foldCase(pieces.join(''));
  if (pieces.length === 1 || !/^[-+\d]*\.?[-+\d]*e?[-+\d]*$/.test(text)) return false;
  const first = foldCase(pieces[0] ?? '');
  const last = pieces.at(-1) ?? '';
  return /^(-?(\d+(\.\d*)?(e[-+]?\d*)?)?)$/.test(first) && /^(.*\d)?$/.test(last);
}

/** Whether the compact JSON of some object, or of an empty array, may fit. */
export function fitsObject(pieces: Pieces): boolean {
  const first = pieces[0] ?? '';
  const last = pieces.at(-1) ?? '';
  if (pieces.length === 1) return first === '[]' || (first.startsWith('{') && first.endsWith('}'));
  return /^([{[].*)?$/s.test(first) && /^(.*[\]}])?$/s.test(last);
}

/** Every JSON boolean and number. */
export const ANY_NUMBER_OR_BOOLEAN: readonly ValueMatcher[] = [
  { kind: 'equals', value: true },
  { kind: 'equals', value: false },
  { kind: 'numeric', bounds: [{ operator: '<', number: JsonNumber.of(0) }] },
  { kind: 'numeric', bounds: [{ operator: '>=', number: JsonNumber.of(0) }] },
];

/** Exactly this number, however it is written. */
export function numberMatcher(value: number): ValueMatcher {
  return { kind: 'numeric', bounds: [{ operator: '=', number: JsonNumber.of(value) }] };
}
