import type { AndCondition, Condition, NotCondition, OrCondition } from './condition';

/**
 * The text without letter case: how every comparison that is not `cased` reads both of its sides.
 *
 * Each code point becomes its lower-case form where that is one code point, and stays as it is otherwise, whatever
 * is around it. So `İ` stays itself and `Σ` is always `σ`: a prefix of a text folds to a prefix of its folded
 * text, `?` still matches one character, and SQL's LOWER, which works the same way, agrees. For ASCII this is
 * plain lower case.
 */
export function foldCase(text: string): string {
  if (text === lastText) return lastFolded;
  lastFolded = isAscii(text) ? text.toLowerCase() : foldCharacters(text);
  lastText = text;
  return lastFolded;
}

/** Many conditions read the same text one after the other. */
let lastText = '';
let lastFolded = '';

function foldCharacters(text: string): string {
  let folded = '';
  for (const character of text) folded += foldCharacter(character);
  return folded;
}

/** Whether a text has characters of ASCII only, control characters among them. */
export function isAscii(text: string): boolean {
  return ASCII.test(text);
}

const ASCII = /^\p{ASCII}*$/u;

function foldCharacter(character: string): string {
  const lower = character.toLowerCase();
  return [...lower].length === 1 ? lower : character;
}

/** How texts are read that are compared with or without letter case. */
export function foldingOf({ cased }: { readonly cased: boolean }): (text: string) => string {
  return cased ? (text) => text : foldCase;
}

/** How the parts of a condition are put together, from its atoms upwards. */
export interface ConditionFold<T> {
  /** What looks at the record: neither `and`, `or` nor `not`. */
  readonly atom: (atom: Exclude<Condition, AndCondition | OrCondition | NotCondition>) => T;
  readonly all: (parts: readonly T[]) => T;
  readonly any: (parts: readonly T[]) => T;
  readonly not: (part: T) => T;
}

/** Folds a condition as it is written; `element` and `document` are atoms. */
export function foldCondition<T>(condition: Condition, fold: ConditionFold<T>): T {
  switch (condition.kind) {
    case 'and':
      return fold.all(condition.of.map((part) => foldCondition(part, fold)));
    case 'or':
      return fold.any(condition.of.map((part) => foldCondition(part, fold)));
    case 'not':
      return fold.not(foldCondition(condition.of, fold));
    default:
      return fold.atom(condition);
  }
}
