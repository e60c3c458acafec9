import { parseEventPattern } from '../../pattern/event-pattern/event-pattern';
import type { Problem } from '../../problem/problem';
import type { Conjunction, Constraint, Disjunction } from './conjunction';
import { signatureOf } from './disjunction';
import { constraintsInAll, patternText } from './pattern-text';

/** A conjunction that fits no pattern, and why. */
export interface Unpackable {
  readonly conjunction: Conjunction;
  readonly problem: Problem;
}

/**
 * Event patterns that together match where any conjunction holds: as many conjunctions in one pattern as the limits of
 * the service allow, in their order, and long lists cut where they must be.
 */
export function packPatterns(disjunction: Disjunction): readonly string[] | Unpackable {
  if (fits(disjunction)) return [patternText(disjunction)];
  const pieces = disjunction.flatMap(piecesThatFit);
  const unpackable = pieces.find(isUnpackable);
  return unpackable ?? packed(pieces.flatMap((piece) => (isUnpackable(piece) ? [] : [piece])));
}

function isUnpackable(piece: Conjunction | Unpackable): piece is Unpackable {
  return 'problem' in piece;
}

/** Those that ask for the same absences stand beside each other: what all branches have in common is no branch's own. */
function packed(conjunctions: Disjunction): readonly string[] {
  const groups: Conjunction[][] = [];
  const sorted = [...new Set(conjunctions.map(absencesOf))].flatMap((absences) =>
    conjunctions.filter((conjunction) => absencesOf(conjunction) === absences),
  );
  for (const conjunction of sorted) {
    const group = groups.at(-1);
    if (group !== undefined && fits([...group, conjunction])) group.push(conjunction);
    else groups.push([conjunction]);
  }
  return groups.map(patternText);
}

/** What fields a conjunction asks to be absent, and how. */
function absencesOf(conjunction: Conjunction): string {
  return conjunction.filter(isAbsence).map(signatureOf).sort().join();
}

function isAbsence({ matchers }: Constraint): boolean {
  return matchers.some((matcher) => matcher.kind === 'exists' && !matcher.exists);
}

/** Whether the conjunctions can be the branches of one pattern. */
function fits(disjunction: Disjunction): boolean {
  return !hasManyAbsences(disjunction) && problemOf(patternText(disjunction)) === undefined;
}

/**
 * Whether the absence of a field is asked for in more than one branch. event-ruler 1.8.1 then misses matches: of
 * `{"$or":[{"a":[{"exists":false}],"b":[{"exists":false}]},{"a":[{"exists":false},{"anything-but":"x"}],"b":[{"exists":false}]}]}`
 * and the event `{"a":"y"}`, though the second branch by itself matches it.
 */
function hasManyAbsences(disjunction: Disjunction): boolean {
  const inAll = constraintsInAll(disjunction);
  const isOwnAbsence = (constraint: Constraint) =>
    isAbsence(constraint) && !inAll.has(signatureOf(constraint));
  return disjunction.filter((conjunction) => conjunction.some(isOwnAbsence)).length > 1;
}

/** The conjunction, or several that mean the same and whose lists are shorter. */
function piecesThatFit(conjunction: Conjunction): readonly (Conjunction | Unpackable)[] {
  const problem = problemOf(patternText([conjunction]));
  if (problem === undefined) return [conjunction];
  const longest = conjunction.filter(({ matchers }) => matchers.length > 1).sort(byLength)[0];
  if (longest === undefined || !SPLITTABLE.has(problem.code)) return [{ conjunction, problem }];
  const middle = Math.ceil(longest.matchers.length / 2);
  const halves = [longest.matchers.slice(0, middle), longest.matchers.slice(middle)];
  return halves.flatMap((matchers) =>
    piecesThatFit(conjunction.map((one) => (one === longest ? { ...one, matchers } : one))),
  );
}

/** Problems that shorter lists may not have. */
const SPLITTABLE: ReadonlySet<string> = new Set([
  'too-long',
  'over-quota',
  'too-complex',
  'unsettled-complexity',
]);

function byLength(left: Constraint, right: Constraint): number {
  return JSON.stringify(right.matchers).length - JSON.stringify(left.matchers).length;
}

/** Why the service refuses a pattern, or what AWS does not document about it. */
function problemOf(text: string): Problem | undefined {
  const parsed = parseEventPattern(text);
  return 'problems' in parsed ? parsed.problems[0] : parsed.pattern.warnings[0];
}
