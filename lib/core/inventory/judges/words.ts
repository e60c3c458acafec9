import { at, canonicalValue, isValueObject, OpenText, Unknown, type Value } from '../../estate/values/value';
import type { Judgement, Verdict } from '../model';

const MAX_LENGTH = 120;

/** A value in few words; what is unknown by what it is, such as `${parameter Email}`. */
export function inWords(value: Value | undefined): string {
  const words = wordsOf(value);
  return words.length > MAX_LENGTH ? `${words.slice(0, MAX_LENGTH - 1)}…` : words;
}

function wordsOf(value: Value | undefined): string {
  if (value === undefined) return 'none';
  if (value instanceof Unknown)
    return value.of === undefined ? `\${${value.words}}` : `\${${value.of.logicalId}.${value.of.attribute}}`;
  if (value instanceof OpenText)
    return value.parts.map((part) => (typeof part === 'string' ? part : wordsOf(part))).join('');
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(wordsOf).join(', ');
  if (isValueObject(value)) {
    const arn = at(value, 'Arn');
    return arn === undefined ? canonicalValue(value) : wordsOf(arn);
  }
  return typeof value === 'object' ? canonicalValue(value) : String(value);
}

/** A verdict with `before → after`. */
export function judged(verdict: Verdict, before: Value | undefined, after: Value | undefined): Judgement {
  return { verdict, words: `${inWords(before)} → ${inWords(after)}` };
}
