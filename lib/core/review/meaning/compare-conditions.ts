import { toPredicate } from '../../compile/predicate/to-predicate';
import type { JsonObject } from '../../json/json-value';
import type { Condition } from '../../rule/condition';
import { type Effort, openBranches } from './open-branches';
import { exampleOf, TRIES } from './witness';

/** What a change does to the alerts of a rule: `changed`, if none is lost, and whether any is new is not decided. */
export type Direction = 'same' | 'weaker' | 'stronger' | 'changed' | 'unknown';

/** A direction, with a record that shows it. */
export interface ComparedMeaning {
  readonly direction: Direction;
  /** Weaker: it raised an alert, and raises none. Stronger: it raised none, and raises one. */
  readonly example?: JsonObject;
}

/** Enough for the largest built-in rules; a few milliseconds. */
const MAX_STEPS = 5_000;

/** Branches of which records are made. */
const MAX_BRANCHES = 40;

/**
 * Compares the records that satisfy a condition before and after. A direction is only said where it is proven, or a record shows it:
 * `weaker` where some record satisfied the condition and does not, whatever others do.
 */
export function compareConditions(before: Condition, after: Condition): ComparedMeaning {
  const lost = recordsOf(before, after);
  if (lost.example !== undefined) return { direction: 'weaker', example: lost.example };
  if (!lost.isNone) return { direction: 'unknown' };
  const gained = recordsOf(after, before);
  if (gained.example !== undefined) return { direction: 'stronger', example: gained.example };
  return { direction: gained.isNone ? 'same' : 'changed' };
}

interface Found {
  /** Proven: no record satisfies one condition without the other. */
  readonly isNone: boolean;
  readonly example?: JsonObject;
}

/** A record that satisfies one condition, and not the other. */
function recordsOf(one: Condition, other: Condition): Found {
  if (JSON.stringify(one) === JSON.stringify(other)) return { isNone: true };
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
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const example = exampleOf(branch, attempt, effort);
      if (tests.one(example) && !tests.other(example)) return { isNone: false, example };
    }
    if (++branches >= MAX_BRANCHES) break;
  }
  return { isNone: branches === 0 && effort.steps > 0 };
}
