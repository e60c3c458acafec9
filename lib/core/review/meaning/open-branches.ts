import type { Atom } from '../../compile/negation-normal-form';
import { fieldShape } from '../../record/field-shape';
import type { Condition } from '../../rule/condition';
import { foldCase } from '../../rule/fold-case';
import { isOfOneField, isSurelyWithin, keyOf, type SingleAtom, singlesOf } from './atom-order';
import type { Effort } from './text-shape';

/** A condition that holds, or does not. */
export type Assumed = readonly [condition: Condition, holds: boolean];

/** Atoms that hold, and atoms that do not, in a record that may exist. */
export interface Branch {
  readonly holds: readonly Atom[];
  readonly fails: readonly Atom[];
  /** Of an element or a document in a record, whose fields may have any values. */
  readonly isInner: boolean;
}

interface Open extends Branch {
  /** What is assumed already, in JSON. */
  readonly known: ReadonlyMap<string, boolean>;
}

/**
 * The ways in which all assumptions may be true together. If there is none, they contradict one another: an analytic tableau, in which
 * a branch closes where an atom holds that implies one that does not.
 */
export function openBranches(
  assumed: readonly Assumed[],
  effort: Effort,
  isInner = false,
): Generator<Branch> {
  return expand(assumed, { holds: [], fails: [], known: new Map(), isInner }, effort);
}

function* expand(pending: readonly Assumed[], branch: Open, effort: Effort): Generator<Branch> {
  let [left, open] = [pending, branch];
  for (;;) {
    if (effort.steps <= 0) return;
    effort.steps -= 1 + left.length + open.known.size;
    const place = left.findIndex(([condition, holds]) => !isSplit(condition, holds));
    const next = left[place === -1 ? 0 : place];
    if (next === undefined) {
      yield open;
      return;
    }
    left = left.filter((each) => each !== next);
    const [condition, holds] = next;
    const key = keyOf(condition);
    const before = open.known.get(key);
    if (before === holds) continue;
    if (before !== undefined) return;
    open = { ...open, known: new Map(open.known).set(key, holds) };
    if (condition.kind === 'not') left = [[condition.of, !holds], ...left];
    else if (condition.kind !== 'and' && condition.kind !== 'or') {
      open = withAtom(open, condition, holds);
      if (isClosed(open, condition, effort)) return;
    } else if (!isSplit(condition, holds))
      left = [...condition.of.map((part): Assumed => [part, holds]), ...left];
    else {
      for (const part of condition.of) yield* expand([[part, holds], ...left], open, effort);
      return;
    }
  }
}

/** Whether one of several is true, and not all of them. */
function isSplit({ kind }: Condition, holds: boolean): boolean {
  return kind === (holds ? 'or' : 'and');
}

function withAtom(open: Open, atom: Atom, holds: boolean): Open {
  return holds ? { ...open, holds: [...open.holds, atom] } : { ...open, fails: [...open.fails, atom] };
}

/** Whether an atom that is new to a branch contradicts another one. */
function isClosed(branch: Branch, added: Atom, effort: Effort): boolean {
  const { holds, fails } = branch;
  const isRefutedAtom = holds.some((atom) => {
    effort.steps--;
    if (!isOfOneField(atom, added)) return false;
    const against = failedOf(atom, fails, effort);
    return singlesOf(atom).every((single) => isRefuted(single, against, effort));
  });
  return isRefutedAtom || ('field' in added && hasNoText(branch, added.field, effort));
}

/** Whether a field has one text, and several that it equals have none in common. */
function hasNoText({ holds, fails, isInner }: Branch, field: string, effort: Effort): boolean {
  const equal = holds.filter((atom) => atom.kind === 'equals' && atom.field === field);
  if (equal.length < 2 || isInner || !isOneText(field)) return false;
  const texts = equal.map((atom) => {
    const singles = openSingles(atom, fails, effort);
    effort.steps -= singles.length;
    return new Set(singles.flatMap(({ shape }) => (shape === undefined ? [] : foldCase(shape.key))));
  });
  const [first, ...others] = texts;
  return ![...(first ?? [])].some((text) => others.every((each) => each.has(text)));
}

/** Whether a field of a record has one text, if anything. */
export function isOneText(field: string): boolean {
  const { kind, lists } = fieldShape(field);
  return kind === 'text' && lists.length === 0;
}

/** The values, patterns and ranges of an atom by which it may hold. */
export function openSingles(atom: Atom, fails: readonly Atom[], effort: Effort): readonly SingleAtom[] {
  const against = failedOf(atom, fails, effort);
  return singlesOf(atom).filter((single) => !isRefuted(single, against, effort));
}

function failedOf(atom: Atom, fails: readonly Atom[], effort: Effort): readonly Atom[] {
  effort.steps -= fails.length;
  return fails.filter((other) => isOfOneField(atom, other));
}

/** Whether a value that satisfies an atom satisfies one of those that do not hold. */
function isRefuted(single: SingleAtom, failed: readonly Atom[], effort: Effort): boolean {
  if (effort.steps <= 0) return false;
  if (failed.some((other) => isSurelyWithin(single, other, effort))) return true;
  const { atom } = single;
  if (atom.kind !== 'element' && atom.kind !== 'document') return false;
  const [open] = openBranches([[atom.of, true], ...partsLike(atom, failed)], effort, true);
  return open === undefined && effort.steps > 0;
}

/** What does not hold of the elements, or the document, in which an atom does. */
export function partsLike(
  atom: Extract<Atom, { readonly of: Condition }>,
  fails: readonly Atom[],
): readonly Assumed[] {
  return fails.flatMap((other): readonly Assumed[] =>
    other.kind === atom.kind && 'of' in other && other.field === atom.field ? [[other.of, false]] : [],
  );
}
