import type { ValueMatcher } from '../../pattern/event-pattern/event-pattern-syntax';
import { fieldShape } from '../../record/field-shape';
import { Compilation } from '../compilation';
import type { CompileOptions } from '../compile-result';
import { intersectMatchers } from './intersect-matchers';

/** The requirement on one field; any of the matchers. */
export interface Constraint {
  readonly field: string;
  readonly matchers: readonly ValueMatcher[];
  /** The path of the part of a condition that requires it. */
  readonly path: string;
  /** The array that this looks at one element of; undefined if any element may do. */
  readonly element?: ElementOfArray;
}

/** One element of an array: fields that share it hold for the same element. */
export interface ElementOfArray {
  readonly field: string;
  /** The path of the element condition in the tree, which identifies it. */
  readonly path: string;
}

/** Constraints of different fields, all of which must hold. */
export type Conjunction = readonly Constraint[];

/** Conjunctions, any of which must hold. None: never; an empty one: always. */
export type Disjunction = readonly Conjunction[];

/**
 * Both conjunctions at once; none if they cannot hold together. What EventBridge cannot express is left out, with its
 * obstacle.
 */
export function joinConjunctions(
  left: Conjunction,
  right: Conjunction,
  options: CompileOptions,
): Compilation<Conjunction | NeverHolds> {
  let joined: Compilation<Conjunction | NeverHolds> = Compilation.of(left);
  for (const constraint of right) {
    joined = joined.andThen((conjunction) =>
      conjunction === NEVER_HOLDS
        ? Compilation.of(conjunction)
        : addConstraint(conjunction, constraint, options),
    );
  }
  return joined;
}

/** A conjunction that cannot hold. */
export const NEVER_HOLDS = 'never';
export type NeverHolds = typeof NEVER_HOLDS;

function addConstraint(
  conjunction: Conjunction,
  added: Constraint,
  options: CompileOptions,
): Compilation<Conjunction | NeverHolds> {
  const same = conjunction.find(({ field }) => field === added.field);
  if (same === undefined) return Compilation.of([...conjunction, added]);
  return mergeSameField(same, added, options)
    .map((merged): Conjunction | NeverHolds =>
      merged.matchers.length === 0
        ? NEVER_HOLDS
        : conjunction.map((constraint) => (constraint === same ? merged : constraint)),
    )
    .at(added.path)
    .orWider(conjunction);
}

function mergeSameField(
  one: Constraint,
  other: Constraint,
  options: CompileOptions,
): Compilation<Constraint> {
  const { field } = other;
  const shape = fieldShape(field);
  if (isSame(one, other)) return Compilation.of(one);
  const twoValues = {
    code: 'field-twice',
    field,
    reason: `two conditions on ${field} may be met by two of its values, and EventBridge needs one value for both`,
  };
  const isInElement = one.element !== undefined || other.element !== undefined;
  const isArray = shape.kind === 'object' || shape.kind === 'list' || shape.lists.length > 0;
  if (shape.kind === 'open' ? isInElement : isArray) return Compilation.refuse(twoValues);
  const needed =
    shape.kind === 'open'
      ? Compilation.assume({ code: 'scalar-field', field }, options, twoValues)
      : Compilation.of(null);
  return needed.andThen(() => {
    const matchers = intersectMatchers(one.matchers, other.matchers);
    if (matchers !== undefined) return Compilation.of({ ...one, matchers });
    const reason = `two conditions on ${field} cannot be written as one, and a field can occur only once in an event pattern`;
    return Compilation.refuse({ code: 'field-twice', field, reason });
  });
}

function isSame(one: Constraint, other: Constraint): boolean {
  return (
    JSON.stringify(one.matchers) === JSON.stringify(other.matchers) &&
    one.element?.path === other.element?.path
  );
}

/**
 * Leaves out fields that may be in one array of objects with another: EventBridge wants the same element for them, and
 * the conditions any.
 */
export function checkArrays(conjunction: Conjunction, options: CompileOptions): Compilation<Conjunction> {
  return conjunction.reduce<Compilation<Conjunction>>(
    (checked, constraint) =>
      checked.andThen((kept) =>
        kept
          .reduce((beside, other) => beside.andThen(() => besideOne(constraint, other, options)), ALONE)
          .map((): Conjunction => [...kept, constraint])
          .at(constraint.path)
          .orWider(kept),
      ),
    Compilation.of([]),
  );
}

const ALONE: Compilation<null> = Compilation.of(null);

/** What it takes for two constraints to hold for the same element of every array that both are in. */
function besideOne(added: Constraint, other: Constraint, options: CompileOptions): Compilation<null> {
  const inside =
    added.element !== undefined && added.element.path === other.element?.path
      ? added.element.field
      : undefined;
  const { field } = added;
  const isInElement = added.element !== undefined || other.element !== undefined;
  let needed = ALONE;
  for (const name of commonNames(other.field, field)) {
    if (inside !== undefined && (inside === name || inside.startsWith(`${name}.`))) continue;
    const { kind } = fieldShape(name);
    if (kind !== 'list' && kind !== 'open') continue;
    const reason = `${field} and another field may be in one array, ${name}, and EventBridge needs one element for both; use a condition on one element`;
    const clash = { code: 'same-element', field, reason };
    if (kind === 'list' || isInElement) return Compilation.refuse(clash);
    needed = needed.andThen(() => Compilation.assume({ code: 'scalar-field', field }, options, clash));
  }
  return needed;
}

/** The dotted names of the common parents of two fields, or of one that is in the other. */
function commonNames(one: string, other: string): readonly string[] {
  const names: string[] = [];
  const keys = other.split('.');
  for (const [index, key] of one.split('.').entries()) {
    if (keys[index] !== key) break;
    names.push(keys.slice(0, index + 1).join('.'));
  }
  return names;
}
