import { toPredicate } from '../../compile/predicate/to-predicate';
import type { JsonObject } from '../../json/json-value';
import type { Condition } from '../../rule/condition';
import { keyOf } from './atom-order';
import { openBranches } from './open-branches';
import type { Effort } from './text-shape';
import { witnessesOf } from './witness';

/** What a change does to the alerts of a rule: `changed`, if none is lost, and whether any is new is not decided. */
export type Direction = 'same' | 'weaker' | 'stronger' | 'changed' | 'unknown';

/** A direction, with a record that shows it. */
export interface ComparedMeaning {
  readonly direction: Direction;
  /** Weaker: it raised an alert, and raises none. Stronger: it raised none, and raises one. */
  readonly example?: JsonObject;
  /** Unknown, because the conditions are too large for the effort of a comparison. */
  readonly isTooLarge?: true;
}

/** Enough for the built-in rules with allow lists of 800 values; some ten milliseconds. */
const MAX_STEPS = 200_000;

/** Branches of which records are made. */
const MAX_BRANCHES = 40;

/**
 * Compares the records that satisfy a condition before and after. A direction is only said where it is proven, or a record shows it:
 * `weaker` where some record satisfied the condition and does not, whatever others do.
 */
export function compareConditions(before: Condition, after: Condition): ComparedMeaning {
  const lost = recordsOf(before, after);
  if (lost.example !== undefined) return { direction: 'weaker', example: lost.example };
  if (!lost.isNone) return { direction: 'unknown', ...(lost.isTooLarge && { isTooLarge: true }) };
  const gained = recordsOf(after, before);
  if (gained.example !== undefined) return { direction: 'stronger', example: gained.example };
  return { direction: gained.isNone ? 'same' : 'changed' };
}

interface Found {
  /** Proven: no record satisfies one condition without the other. */
  readonly isNone: boolean;
  readonly isTooLarge?: boolean;
  readonly example?: JsonObject;
}

/** A record that satisfies one condition, and not the other. */
function recordsOf(one: Condition, other: Condition): Found {
  if (keyOf(one) === keyOf(other)) return { isNone: true };
  const effort: Effort = { steps: MAX_STEPS };
  let branches = 0;
  const tests = { one: toPredicate(one), other: toPredicate(other) };
  const open = openBranches(
    [
      [one, true],
      [other, false],
    ],
    effort,
  );
  for (const branch of open) {
    for (const example of witnessesOf(branch, effort))
      if (tests.one(example) && !tests.other(example)) return { isNone: false, example };
    if (++branches >= MAX_BRANCHES) break;
  }
  const isTooLarge = effort.steps <= 0;
  return { isNone: branches === 0 && !isTooLarge, isTooLarge };
}
