import type { JsonObject } from '../../json/json-value';
import { compileFieldPath, hasField } from '../../record/field-path';
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
    case 'not': {
      const holds = verdictOn(condition.of, identity, known);
      return holds === undefined ? undefined : !holds;
    }
    default:
      return verdictOfAtom(condition)(identity, known);
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

type AtomVerdict = (identity: JsonObject, known: ReadonlySet<string>) => Verdict;

/** Of each atom of conditions that are in use. */
const VERDICTS = new WeakMap<Atom, AtomVerdict>();

function verdictOfAtom(atom: Atom): AtomVerdict {
  const made = VERDICTS.get(atom) ?? toAtomVerdict(atom);
  VERDICTS.set(atom, made);
  return made;
}

function toAtomVerdict(atom: Atom): AtomVerdict {
  const { toTest, reads, needs = [] } = readAtom(atom);
  if (reads === undefined) return () => undefined;
  const needed = needs.map((field) => ({ field, path: compileFieldPath(field) }));
  let test: Test | undefined;
  return (identity, known) => {
    if (reads.every((field) => known.has(field))) {
      test ??= toTest();
      return test(identity, identity);
    }
    const isLacking = needed.some(({ field, path }) => known.has(field) && !hasField(identity, path));
    return isLacking ? false : undefined;
  };
}
