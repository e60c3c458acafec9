import type { Atom } from '../../compile/negation-normal-form';
import { type Predicate, toPredicate } from '../../compile/predicate/to-predicate';
import type { JsonObject } from '../../json/json-value';
import type { CompareCondition, Condition, TimePartCondition } from '../../rule/condition';
import { isRangeWithin } from '../../rule/ip-range';
import { type Effort, isShapeWithin, onlyText, shapesOf, type TextShape } from './text-shape';

/** An atom with one value, one pattern or one range: an atom with several holds where one of these does. */
export interface SingleAtom {
  readonly atom: Atom;
  readonly shape?: TextShape;
  readonly range?: string;
}

const singles = new WeakMap<Atom, readonly SingleAtom[]>();

/** The single atoms of an atom. */
export function singlesOf(atom: Atom): readonly SingleAtom[] {
  const known = singles.get(atom) ?? readSingles(atom);
  singles.set(atom, known);
  return known;
}

function readSingles(atom: Atom): readonly SingleAtom[] {
  const shapes = shapesOf(atom);
  if (shapes !== undefined) return shapes.all.map((shape) => ({ atom, shape }));
  if (atom.kind === 'cidr') return atom.ranges.map((range) => ({ atom, range }));
  return [{ atom }];
}

const keys = new WeakMap<Condition, string>();

/** Equal where conditions are written alike. */
export function keyOf(condition: Condition): string {
  const known = keys.get(condition) ?? JSON.stringify(condition);
  keys.set(condition, known);
  return known;
}

/** Whether two atoms read the same: one that holds may only imply another one of these. */
export function isOfOneField(one: Atom, other: Atom): boolean {
  const [left, right] = [one, other].map((atom) => ('field' in atom ? atom.field : atom.kind));
  return left === right && 'field' in one === 'field' in other;
}

/**
 * Whether a record that satisfies a single atom surely satisfies another atom, which reads the same. A field may have several values,
 * so that two atoms on it may hold by different ones: only what a single value shows counts.
 */
export function isSurelyWithin(narrow: SingleAtom, wide: Atom, effort: Effort): boolean {
  effort.steps--;
  const { atom, shape, range } = narrow;
  if (wide.kind === 'exists') return atom.kind !== 'isNull';
  const shapes = shapesOf(wide);
  if (shapes !== undefined) return shape !== undefined && isShapeWithin(shape, shapes, effort);
  if (shape !== undefined) return hasTextWithin(shape, wide, effort);
  if (range !== undefined) return wide.kind === 'cidr' && isRangeAmong(range, wide.ranges, effort);
  if (atom.kind === 'compare' && wide.kind === 'compare') return isIntervalWithin(atom, wide);
  if (atom.kind === 'timePart' && wide.kind === 'timePart')
    return atom.part === wide.part && isIntervalWithin(atom, wide);
  if (atom.kind === 'outsideAccount' && wide.kind === 'outsideAccount') {
    effort.steps -= atom.own.length + wide.own.length;
    const own = new Set(atom.own);
    return wide.own.every((account) => own.has(account));
  }
  return atom.kind === wide.kind && keyOf(atom) === keyOf(wide);
}

function isRangeAmong(range: string, ranges: readonly string[], effort: Effort): boolean {
  if (ranges.includes(range)) return true;
  effort.steps -= ranges.length;
  return ranges.some((wide) => isRangeWithin(range, wide));
}

const tests = new WeakMap<Atom, Predicate>();

/** Whether the only text of one, in whatever letter case, satisfies the other. */
function hasTextWithin(shape: TextShape, wide: Atom, effort: Effort): boolean {
  const text = onlyText(shape);
  if (text === undefined || !(wide.kind === 'cidr' || wide.kind === 'compare' || wide.kind === 'matches'))
    return false;
  const isExact =
    shape.cased || wide.kind === 'cidr' || (text.toLowerCase() === text && text.toUpperCase() === text);
  if (!isExact) return false;
  effort.steps -= wide.kind === 'cidr' ? wide.ranges.length : text.length;
  const test = tests.get(wide) ?? toPredicate({ ...wide, field: 'text' });
  tests.set(wide, test);
  return test({ text } satisfies JsonObject);
}

type Interval = Pick<CompareCondition | TimePartCondition, 'operator' | 'value'>;

/** Numbers may have fractions. */
function isIntervalWithin(narrow: Interval, wide: Interval): boolean {
  const isSharp = (of: Interval): boolean => of.operator === 'gt' || of.operator === 'lt';
  if (narrow.operator === 'eq') return holdsOf(narrow.value, wide);
  if (wide.operator === 'eq' || narrow.operator[0] !== wide.operator[0]) return false;
  if (narrow.value === wide.value) return isSharp(narrow) || !isSharp(wide);
  return narrow.value > wide.value === narrow.operator.startsWith('g');
}

function holdsOf(number: number, { operator, value }: Interval): boolean {
  switch (operator) {
    case 'eq':
      return number === value;
    case 'lt':
      return number < value;
    case 'lte':
      return number <= value;
    case 'gt':
      return number > value;
    case 'gte':
      return number >= value;
    default:
      return operator satisfies never;
  }
}
