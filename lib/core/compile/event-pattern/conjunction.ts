import type { ValueMatcher } from '../../pattern/event-pattern/event-pattern-syntax';
import type { Assumption, Obstacle } from '../compile-result';
import { fieldShape } from '../field-shape';
import { intersectMatchers } from './intersect-matchers';

/** What one field must hold; any of the matchers. */
export interface Constraint {
  readonly field: string;
  readonly matchers: readonly ValueMatcher[];
  /** The path in the tree of a condition that asks for it. */
  readonly path: string;
  /** The array that this looks at one element of; undefined if any element may do. */
  readonly element?: ElementOfArray;
}

/** One element of an array: fields that share it hold for the same element. */
export interface ElementOfArray {
  readonly field: string;
  /** The path of the element condition in the tree, which tells two of them apart. */
  readonly path: string;
}

/** Constraints of different fields, all of which must hold. */
export type Conjunction = readonly Constraint[];

/**
 * Where it is told what EventBridge cannot say, and what is taken for granted: also by what is left out in the end,
 * because it cannot hold, or is implied, under just that assumption.
 */
export interface Report {
  readonly onObstacle: (obstacle: Obstacle) => void;
  readonly onAssumption: (assumption: Assumption) => void;
}

/** How conditions on several fields are joined. */
export interface Joining extends Report {
  readonly assumesFieldShape: boolean;
}

/** Both conjunctions at once; undefined if they cannot hold together. What cannot be said is reported and left out. */
export function joinConjunctions(
  left: Conjunction,
  right: Conjunction,
  joining: Joining,
): Conjunction | undefined {
  let joined: Conjunction | undefined = left;
  for (const constraint of right) {
    joined = joined && addConstraint(joined, constraint, joining);
  }
  return joined;
}

function addConstraint(
  conjunction: Conjunction,
  added: Constraint,
  joining: Joining,
): Conjunction | undefined {
  const same = conjunction.find(({ field }) => field === added.field);
  if (same === undefined) return [...conjunction, added];
  const merged = mergeSameField(same, added, joining);
  if ('reason' in merged) {
    joining.onObstacle(merged);
    return conjunction;
  }
  if (merged.matchers.length === 0) return undefined;
  return conjunction.map((constraint) => (constraint === same ? merged : constraint));
}

function mergeSameField(one: Constraint, other: Constraint, joining: Joining): Constraint | Obstacle {
  const { field, path } = other;
  const refuse = (reason: string): Obstacle => ({ code: 'field-twice', path, field, reason });
  const shape = fieldShape(field);
  const mayHaveMany =
    shape.kind === 'open' || shape.kind === 'object' || shape.kind === 'list' || shape.lists.length > 0;
  if (isSame(one, other)) return one;
  if (
    mayHaveMany &&
    (shape.kind !== 'open' ||
      one.element !== undefined ||
      other.element !== undefined ||
      !joining.assumesFieldShape)
  ) {
    return refuse(
      `two conditions on ${field} may hold for two of its values, and EventBridge wants one value for both`,
    );
  }
  const matchers = intersectMatchers(one.matchers, other.matchers);
  if (matchers === undefined) {
    return refuse(
      `two conditions on ${field} cannot be said as one, and a field stands in an event pattern once`,
    );
  }
  if (shape.kind === 'open') joining.onAssumption({ code: 'scalar-field', field });
  return { ...one, matchers };
}

function isSame(one: Constraint, other: Constraint): boolean {
  return (
    JSON.stringify(one.matchers) === JSON.stringify(other.matchers) &&
    one.element?.path === other.element?.path
  );
}

/**
 * Reports fields that may be in one array of objects: EventBridge wants the same element for them, and the conditions
 * any. Gives the conjunction without those reported.
 */
export function checkArrays(conjunction: Conjunction, joining: Joining): Conjunction {
  const kept: Constraint[] = [];
  for (const constraint of conjunction) {
    const clash = kept
      .map((other) => sharingOf(other, constraint, joining))
      .find((one) => one.kind === 'clash');
    if (clash === undefined) {
      const shares = kept.some((other) => sharingOf(other, constraint, joining).kind === 'assumed');
      if (shares) joining.onAssumption({ code: 'scalar-field', field: constraint.field });
      kept.push(constraint);
    } else {
      const { field, path } = constraint;
      const reason = `${field} and another field may be in one array, ${clash.array}, and EventBridge wants one element for both; say so with a condition on one element`;
      joining.onObstacle({ code: 'same-element', path, field, reason });
    }
  }
  return kept;
}

type Sharing = { readonly kind: 'none' | 'assumed' } | { readonly kind: 'clash'; readonly array: string };

function sharingOf(one: Constraint, other: Constraint, { assumesFieldShape }: Joining): Sharing {
  const inside =
    one.element !== undefined && one.element.path === other.element?.path ? one.element.field : undefined;
  let sharing: Sharing = { kind: 'none' };
  for (const name of commonNames(one.field, other.field)) {
    if (inside !== undefined && (inside === name || inside.startsWith(`${name}.`))) continue;
    const { kind } = fieldShape(name);
    const isOpen = kind === 'open';
    if (kind === 'list') return { kind: 'clash', array: name };
    if (!isOpen) continue;
    const isElement = one.element !== undefined || other.element !== undefined;
    if (isElement || !assumesFieldShape) return { kind: 'clash', array: name };
    sharing = { kind: 'assumed' };
  }
  return sharing;
}

/** The dotted names of what two fields are both in, or one in the other. */
function commonNames(one: string, other: string): readonly string[] {
  const names: string[] = [];
  const keys = other.split('.');
  for (const [index, key] of one.split('.').entries()) {
    if (keys[index] !== key) break;
    names.push(keys.slice(0, index + 1).join('.'));
  }
  return names;
}
