import type { TextMatcher, ValueMatcher } from '../../pattern/event-pattern/event-pattern-syntax';
import { JsonNumber } from '../../pattern/event-pattern/event-value';
import { addressTestOf } from '../../pattern/event-pattern/pattern-address';
import { fitsWildcard, renderWildcard } from '../../pattern/event-pattern/wildcard-pattern';
import type { FieldShape } from '../../record/field-shape';
import { foldCase } from '../../rule/fold-case';
import { Compilation, type Refusal } from '../compilation';
import type { CompileOptions } from '../compile-result';
import { hasLetterCase, hasOneCharacter, type TextPattern } from '../text-question';

/**
 * A text pattern as an event pattern has it: pieces with any text between them. One piece is the whole text, `['a', '']`
 * a text that begins with it, `['', '']` any text.
 */
export type Pieces = readonly string[];

/** The pieces of a text pattern; undefined where it requires exactly one character of any kind. */
export function piecesOf(pattern: TextPattern): Pieces | undefined {
  if (hasOneCharacter(pattern)) return undefined;
  const pieces = [''];
  for (const part of pattern) {
    if ('text' in part) pieces.push((pieces.pop() ?? '') + part.text);
    else pieces.push('');
  }
  // Two adjacent stars are one.
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

/** Whether EventBridge and `foldCase` ignore case in the same way in a text: beyond ASCII it may have no letters with a case. */
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

/** The same for a suffix that begins with one. */
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

/** An atom as matchers of one field, any of which holds. Without matchers it never holds. */
export type MatcherCompilation = Compilation<readonly ValueMatcher[]>;

/** What is known about the field that an atom reads, and how the atom is to be compiled. */
export interface FieldContext {
  /** The whole path, also within an element. */
  readonly field: string;
  readonly shape: FieldShape;
  /** Whether the atom reads one element of an array. */
  readonly isInElement: boolean;
  readonly isNegated: boolean;
  readonly options: CompileOptions;
}

export const ABSENT: ValueMatcher = { kind: 'exists', exists: false };
export const NULL: ValueMatcher = { kind: 'equals', value: null };

/** Matchers without assumptions. */
export function matching(...matchers: readonly ValueMatcher[]): MatcherCompilation {
  return Compilation.of(matchers);
}

/** Why a field cannot be read as asked. */
export function refuseField({ field }: FieldContext, refusal: Omit<Refusal, 'field'>): Compilation<never> {
  return Compilation.refuse({ ...refusal, field });
}

/** What it takes for a field to hold no object and no array. */
export function asScalar(context: FieldContext): Compilation<null> {
  const { field, isInElement, options } = context;
  const { kind } = context.shape;
  if (kind === 'object' || kind === 'list') {
    const found = kind === 'object' ? 'an object' : 'an array';
    const reason = `${field} is ${found}, and EventBridge matches only the values inside it`;
    return refuseField(context, { code: 'not-a-leaf', reason });
  }
  if (kind !== 'open') return Compilation.of(null);
  const reason = `${field} may be an object or an array, and EventBridge matches only the values inside these`;
  const otherwise = { code: 'open-field', field, reason };
  if (isInElement) return Compilation.refuse(otherwise);
  return Compilation.assume({ code: 'scalar-field', field }, options, otherwise);
}

/** What it takes for a field to have one value at most, which is neither object nor array. */
export function asSingle(context: FieldContext): Compilation<null> {
  return outsideArrays(context).andThen(() => asScalar(context));
}

/** Refused where the field is inside an array. */
export function outsideArrays(context: FieldContext): Compilation<null> {
  if (!context.isInElement && context.shape.lists.length === 0) return Compilation.of(null);
  const reason = `${context.field} is inside an array, and EventBridge can test that some element matches, but not that none does`;
  return refuseField(context, { code: 'none-of-an-array', reason });
}

/** What it takes for a field to hold no number. */
export function asText(context: FieldContext): Compilation<null> {
  const { field, shape, isInElement, options } = context;
  const otherwise = {
    code: 'number-text',
    field,
    reason: 'EventBridge searches only in texts, and the field may be a number; compare it as a number',
  };
  if (shape.kind !== 'open' || isInElement) return Compilation.refuse(otherwise);
  return Compilation.assume({ code: 'text-field', field }, options, otherwise);
}
