import type { TextComparand } from '../../pattern/metric-filter/filter-syntax';
import { foldingOf } from '../../rule/fold-case';
import { Compilation } from '../compilation';
import {
  hasOneCharacter,
  isAny,
  literalText,
  type PatternQuestion,
  type TextPattern,
} from '../text-question';
import type { FilterField } from './filter-field';

/** What a field's text may be: each of the values, with `*` before or after it. */
export interface TextValues {
  readonly values: readonly TextComparand[];
  readonly cased: boolean;
}

/** Refused where a pattern has a `?`, or a `*` inside. */
export function textValuesOf(
  { patterns, cased }: PatternQuestion,
  field: FilterField,
): Compilation<TextValues> {
  const values = patterns.map((pattern) => comparandOf(pattern, field));
  return Compilation.all(values).map((all) => ({ values: all, cased }));
}

function comparandOf(pattern: TextPattern, field: FilterField): Compilation<TextComparand> {
  if (hasOneCharacter(pattern))
    return field.refuse('one-character-wildcard', "a metric filter has no '?' for one character");
  const anyBefore = isAny(pattern[0]);
  const anyAfter = isAny(pattern.at(-1));
  const inner = pattern.slice(leading(pattern), pattern.length - leading([...pattern].reverse()));
  if (inner.some(isAny)) {
    const reason = "what '*' means inside a text is not settled: older documentation takes it for itself";
    return field.refuse('inner-wildcard', reason);
  }
  return Compilation.of({ kind: 'text', text: literalText(inner), anyBefore, anyAfter });
}

/** How many `*` a pattern begins with. */
function leading(pattern: TextPattern): number {
  const first = pattern.findIndex((part) => !isAny(part));
  return first === -1 ? pattern.length : first;
}

/** Whether the value stands for every text. */
export function isEveryText({ text, anyBefore, anyAfter }: TextComparand): boolean {
  return text === '' && (anyBefore || anyAfter);
}

/** Whether the whole text must be the value. */
export function isWhole({ anyBefore, anyAfter }: TextComparand): boolean {
  return !anyBefore && !anyAfter;
}

/** Whether any of the values is or is in a text, as the matcher compares them. */
export function holdsFor(text: string, wanted: TextValues): boolean {
  const fold = foldingOf(wanted);
  const folded = fold(text);
  return wanted.values.some((comparand) => {
    const value = fold(comparand.text);
    if (comparand.anyBefore) return comparand.anyAfter ? folded.includes(value) : folded.endsWith(value);
    return comparand.anyAfter ? folded.startsWith(value) : folded === value;
  });
}

const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;

/** Whether a whole value might be taken for a number, however it is spelled. */
export function readsAsNumber(value: TextComparand): boolean {
  return isWhole(value) && NUMBER.test(value.text);
}
