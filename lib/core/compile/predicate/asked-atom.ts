import type { JsonObject } from '../../json/json-value';
import { compileFieldPath, hasField } from '../../record/field-path';
import type { Atom } from '../negation-normal-form';
import { type Test, toAtomTest } from './to-predicate';

/** Of each atom of conditions that are in use. */
const TESTS = new WeakMap<Atom, Test>();

/** Whether an atom holds of a record. Its test is made when it is asked for the first time: of hundreds of rules most are asked of little. */
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
