import type { JsonObject } from '../../json/json-value';
import { compileFieldPath, type FieldPath, hasField } from '../../record/field-path';
import type { Condition } from '../../rule/condition';
import type { Atom } from '../negation-normal-form';
import { readAtom, type Test } from './to-predicate';

/** True, false, or undefined where it depends on fields that are not known. */
type Verdict = boolean | undefined;

const IDENTITY_FIELDS: ReadonlySet<string> = new Set(['eventName', 'eventSource']);

/**
 * Whether a record with these values of the known fields (`eventName` and `eventSource`, unless others are named) can
 * satisfy a condition, whatever its other fields are. Atoms on the known fields are decided as `toPredicate` decides them,
 * all others are open, and the result is false only where it does not depend on the open ones.
 *
 * Nothing is compiled but the atoms that are asked: of hundreds of rules most are asked once or twice.
 *
 * @param identity a record with the known fields only, or without one that the record lacks
 */
export function mayHold(
  condition: Condition,
  identity: JsonObject,
  known: ReadonlySet<string> = IDENTITY_FIELDS,
): boolean {
  return verdictOn(condition, identity, known) !== false;
}

function verdictOn(condition: Condition, identity: JsonObject, known: ReadonlySet<string>): Verdict {
  switch (condition.kind) {
    case 'and':
      return decidedBy(false, condition.of, identity, known);
    case 'or':
      return decidedBy(true, condition.of, identity, known);
    case 'not':
      return negated(verdictOn(condition.of, identity, known));
    default:
      return askedAtom(condition).verdict(identity, known);
  }
}

/** One part that is `decisive` decides; otherwise one open part leaves it open. */
function decidedBy(
  decisive: boolean,
  parts: readonly Condition[],
  identity: JsonObject,
  known: ReadonlySet<string>,
): Verdict {
  let result: Verdict = !decisive;
  for (const part of parts) {
    const holds = verdictOn(part, identity, known);
    if (holds === decisive) return decisive;
    if (holds === undefined) result = undefined;
  }
  return result;
}

/** An atom as it is asked; its test is made when it is. */
class AskedAtom {
  readonly reads: readonly string[] | undefined;
  readonly #needed: readonly { readonly field: string; readonly path: FieldPath }[];
  readonly #toTest: () => Test;
  #test: Test | undefined;

  constructor(atom: Atom) {
    const { toTest, reads, needs = [] } = readAtom(atom);
    this.reads = reads;
    this.#toTest = toTest;
    this.#needed = needs.map((field) => ({ field, path: compileFieldPath(field) }));
  }

  verdict(identity: JsonObject, known: ReadonlySet<string>): Verdict {
    if (this.isKnown(known)) return this.holds(identity);
    return this.isLacking(identity, known) ? false : undefined;
  }

  /** Whether it reads no other fields. */
  isKnown(known: ReadonlySet<string>): boolean {
    return this.reads?.every((field) => known.has(field)) === true;
  }

  /** Whether it can fail for want of a known field. */
  needsAny(known: ReadonlySet<string>): boolean {
    return this.#needed.some(({ field }) => known.has(field));
  }

  holds(identity: JsonObject): boolean {
    this.#test ??= this.#toTest();
    return this.#test(identity, identity);
  }

  isLacking(identity: JsonObject, known: ReadonlySet<string>): boolean {
    return this.#needed.some(({ field, path }) => known.has(field) && !hasField(identity, path));
  }
}

/** Of each atom of conditions that are in use. */
const ASKED = new WeakMap<Atom, AskedAtom>();

function askedAtom(atom: Atom): AskedAtom {
  const known = ASKED.get(atom);
  if (known !== undefined) return known;
  const made = new AskedAtom(atom);
  ASKED.set(atom, made);
  return made;
}

type VerdictOn = (identity: JsonObject) => Verdict;

/**
 * What {@link mayHold} says, for many records and the same known fields: what does not depend on these is looked at once. Worth
 * its time from a few records on.
 */
export function toCandidateTest(
  condition: Condition,
  known: ReadonlySet<string>,
): (identity: JsonObject) => boolean {
  const verdict = verdictWithin(condition, known);
  return verdict === undefined ? () => true : (identity) => verdict(identity) !== false;
}

/** Undefined where the verdict is always open. */
function verdictWithin(condition: Condition, known: ReadonlySet<string>): VerdictOn | undefined {
  switch (condition.kind) {
    case 'and':
      return decidedWithin(false, condition.of, known);
    case 'or':
      return decidedWithin(true, condition.of, known);
    case 'not': {
      const verdict = verdictWithin(condition.of, known);
      return verdict && ((identity) => negated(verdict(identity)));
    }
    default: {
      const atom = askedAtom(condition);
      if (atom.isKnown(known)) return (identity) => atom.holds(identity);
      return atom.needsAny(known)
        ? (identity) => (atom.isLacking(identity, known) ? false : undefined)
        : undefined;
    }
  }
}

/** Parts that are always open decide nothing, and are not asked. */
function decidedWithin(
  decisive: boolean,
  parts: readonly Condition[],
  known: ReadonlySet<string>,
): VerdictOn | undefined {
  const asked = parts.flatMap((part) => verdictWithin(part, known) ?? []);
  const rest = asked.length < parts.length ? undefined : !decisive;
  if (asked.length === 0 && rest === undefined) return undefined;
  return (identity) => {
    let result: Verdict = rest;
    for (const verdict of asked) {
      const holds = verdict(identity);
      if (holds === decisive) return decisive;
      if (holds === undefined) result = undefined;
    }
    return result;
  };
}

function negated(verdict: Verdict): Verdict {
  return verdict === undefined ? undefined : !verdict;
}
