import type { JsonObject } from '../../json/json-value';
import { compileFieldPath, hasField } from '../../record/field-path';
import type { Condition } from '../../rule/condition';
import type { Atom } from '../negation-normal-form';
import { atomFields } from './atom-fields';
import { type Test, toAtomTest } from './to-predicate';

/** True, false, or undefined where it depends on fields that are not known. */
export type Verdict = boolean | undefined;

const IDENTITY_FIELDS: ReadonlySet<string> = new Set(['eventName', 'eventSource']);

/**
 * Whether a record with these values of the known fields (`eventName` and `eventSource`, unless others are named) can
 * satisfy a condition, whatever its other fields are. Atoms on the known fields are decided as `toPredicate` decides them,
 * all others are open, and the result is false only where it does not depend on the open ones.
 *
 * Only the atoms that are tested are compiled: of hundreds of rules most are tested once or twice.
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

/** The same, and true where the condition holds whatever the other fields are. */
export function verdictOn(condition: Condition, identity: JsonObject, known: ReadonlySet<string>): Verdict {
  switch (condition.kind) {
    case 'and':
      return decidedBy(false, condition.of, identity, known);
    case 'or':
      return decidedBy(true, condition.of, identity, known);
    case 'not': {
      const verdict = verdictOn(condition.of, identity, known);
      return verdict === undefined ? undefined : !verdict;
    }
    default:
      return atomVerdict(condition, identity, known);
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

function atomVerdict(atom: Atom, identity: JsonObject, known: ReadonlySet<string>): Verdict {
  const { reads, needs } = atomFields(atom);
  if (reads?.every((field) => known.has(field)) === true) return atomHolds(atom, identity);
  const isLacking = needs.some((field) => known.has(field) && !isThere(field, identity));
  return isLacking ? false : undefined;
}

/** Of each atom of conditions that are in use. */
const TESTS = new WeakMap<Atom, Test>();

/** Whether an atom holds for a record. Its test is compiled on first use: of hundreds of rules most are rarely tested. */
export function atomHolds(atom: Atom, record: JsonObject): boolean {
  let test = TESTS.get(atom);
  if (test === undefined) {
    test = toAtomTest(atom);
    TESTS.set(atom, test);
  }
  return test(record, record);
}

/** Whether a record has a field, whatever its value. */
export function isThere(field: string, record: JsonObject): boolean {
  return hasField(record, compileFieldPath(field));
}
