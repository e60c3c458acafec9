import { didYouMean } from '../problem/nearest-word';
import { CHANGE_KINDS, type ChangeEffect, type ReviewChange } from './review-change';

/** Names that stand for all kinds of an effect. */
const EFFECTS: ReadonlyMap<string, readonly ChangeEffect[]> = new Map([
  ['weaker', ['weaker']],
  ['unknown', ['unknown']],
  ['any', ['weaker', 'unknown', 'changed', 'stronger']],
]);

/** What a policy may name: kinds of changes, and effects. */
export const FAIL_ON_NAMES: readonly string[] = [...EFFECTS.keys(), ...Object.keys(CHANGE_KINDS)];

/** Whether a name of a policy is none; one sentence says so. */
export function unknownName(name: string): string | undefined {
  if (FAIL_ON_NAMES.includes(name)) return undefined;
  return `'${name.slice(0, 100)}' is no kind of change${didYouMean(name.slice(0, 100), FAIL_ON_NAMES)}`;
}

/** The changes that a policy does not accept. */
export function failingChanges(
  changes: readonly ReviewChange[],
  names: readonly string[],
): readonly ReviewChange[] {
  const effects = new Set(names.flatMap((name) => EFFECTS.get(name) ?? []));
  return changes.filter(({ kind, effect }) => names.includes(kind) || effects.has(effect));
}
