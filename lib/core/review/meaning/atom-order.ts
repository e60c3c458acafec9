import type { Atom } from '../../compile/negation-normal-form';
import { toPredicate } from '../../compile/predicate/to-predicate';
import type { JsonObject } from '../../json/json-value';
import type { CompareCondition, TimePartCondition } from '../../rule/condition';
import { isRangeWithin } from '../../rule/ip-range';
import { isShapeWithin, onlyText, shapesOf, type TextShape } from './text-shape';

/** An atom with one value, one pattern or one range: an atom with several holds where one of these does. */
export interface SingleAtom {
  readonly atom: Atom;
  readonly shape?: TextShape;
  readonly range?: string;
}

/** The single atoms of an atom. */
export function singlesOf(atom: Atom): readonly SingleAtom[] {
  const shapes = shapesOf(atom);
  if (shapes !== undefined) return shapes.map((shape) => ({ atom, shape }));
  if (atom.kind === 'cidr') return atom.ranges.map((range) => ({ atom, range }));
  return [{ atom }];
}

/**
 * Whether a record that satisfies one atom surely satisfies the other. A field may have several values, so that two atoms on it may
 * hold by different ones: only what a single value shows counts.
 */
export function isSurelyWithin(narrow: SingleAtom, wide: SingleAtom): boolean {
  const [one, other] = [narrow.atom, wide.atom];
  if (
    JSON.stringify(one) === JSON.stringify(other) &&
    narrow.shape === undefined &&
    narrow.range === undefined
  )
    return true;
  if (one.kind === 'keyword' || other.kind === 'keyword')
    return one.kind === other.kind && isWithinShape(narrow, wide);
  if (one.kind === 'keywordMatches' || other.kind === 'keywordMatches') return false;
  if (one.field !== other.field) return false;
  if (other.kind === 'exists') return one.kind !== 'isNull';
  if (wide.shape !== undefined) return isWithinShape(narrow, wide);
  if (narrow.range !== undefined && wide.range !== undefined) return isRangeWithin(narrow.range, wide.range);
  if (one.kind === 'compare' && other.kind === 'compare') return isIntervalWithin(one, other);
  if (one.kind === 'timePart' && other.kind === 'timePart')
    return one.part === other.part && isIntervalWithin(one, other);
  if (one.kind === 'outsideAccount' && other.kind === 'outsideAccount')
    return other.own.every((account) => one.own.includes(account));
  return hasTextWithin(narrow, wide);
}

function isWithinShape({ shape: narrow }: SingleAtom, { shape: wide }: SingleAtom): boolean {
  return narrow !== undefined && wide !== undefined && isShapeWithin(narrow, wide);
}

/** Whether the only text of one, in whatever letter case, satisfies the other. */
function hasTextWithin({ atom, shape }: SingleAtom, wide: SingleAtom): boolean {
  const { kind } = wide.atom;
  if (shape === undefined || atom.kind === 'keyword') return false;
  const text = onlyText(shape);
  if (text === undefined || !(kind === 'cidr' || kind === 'compare' || kind === 'matches')) return false;
  const isExact =
    shape.cased || kind === 'cidr' || (text.toLowerCase() === text && text.toUpperCase() === text);
  const single = wide.atom.kind === 'cidr' ? { ...wide.atom, ranges: [wide.range ?? ''] } : wide.atom;
  return isExact && toPredicate({ ...single, field: 'text' })({ text } satisfies JsonObject);
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
