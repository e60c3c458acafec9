import type { MacKey } from '../../lib/core/alert/mac/mac-key';

/** The number of characters of the code after a value: 96 bits. */
const CODE_LENGTH = 16;

/** A set of texts in an item: which, and of which window. */
export interface ProvenSet {
  readonly window: string;
  /** No two sets of a window have the same. */
  readonly name: string;
}

/** The content of a set: values written by functions, without the codes; and the rest, unchanged. */
export interface SplitSet {
  readonly values: readonly string[];
  readonly foreign: readonly string[];
}

/**
 * A value for a set with several concurrent writers, for which no code over the whole is possible: with its own code appended.
 */
export function toProven(macKey: MacKey, { window, name }: ProvenSet, value: string): string {
  return `${value}${macKey.sign(['set', window, name, value]).slice(0, CODE_LENGTH)}`;
}

/** The values of a set, without those that were not written by a function. */
export function splitSet(macKey: MacKey, set: ProvenSet, found: readonly string[] = []): SplitSet {
  const split = { values: [] as string[], foreign: [] as string[] };
  for (const text of found) {
    const value = text.slice(0, -CODE_LENGTH);
    if (text === toProven(macKey, set, value)) split.values.push(value);
    else split.foreign.push(text);
  }
  return split;
}
