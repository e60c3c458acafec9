import type { JsonObject } from '../../json/json-value';
import { compileFieldPath, hasField } from '../../record/field-path';
import type { Condition } from '../../rule/condition';
import { foldCondition } from '../../rule/fold-condition';
import type { Atom } from '../negation-normal-form';
import { readAtom, type Test } from './to-predicate';

/**
 * Whether a record with these values of the known fields (`eventName` and `eventSource`, unless others are named) can
 * satisfy a condition, whatever its other fields are. The argument is a record with the known fields only, or without
 * one that the record lacks.
 */
export type CandidateTest = (identity: JsonObject) => boolean;

/** True, false, or undefined where it depends on fields that are not known. */
type Verdict = (identity: JsonObject) => boolean | undefined;

const IDENTITY_FIELDS: ReadonlySet<string> = new Set(['eventName', 'eventSource']);

/**
 * Compiles the test that decides which rules are tried on a record. Atoms on the known fields are decided as
 * `toPredicate` decides them, all others are open, and the result is false only where it does not depend on the open
 * ones.
 */
export function toCandidateTest(
  condition: Condition,
  known: ReadonlySet<string> = IDENTITY_FIELDS,
): CandidateTest {
  const verdict = toVerdict(condition, known);
  return (identity) => verdict(identity) !== false;
}

function toVerdict(condition: Condition, known: ReadonlySet<string>): Verdict {
  return foldCondition<Verdict>(condition, {
    atom: (atom) => atomVerdict(atom, known),
    all: (parts) => decidedBy(false, parts),
    any: (parts) => decidedBy(true, parts),
    not: (part) => (identity) => {
      const holds = part(identity);
      return holds === undefined ? undefined : !holds;
    },
  });
}

/** One part that is `decisive` decides; otherwise one open part leaves it open. */
function decidedBy(decisive: boolean, parts: readonly Verdict[]): Verdict {
  return (identity) => {
    let result: boolean | undefined = !decisive;
    for (const part of parts) {
      const holds = part(identity);
      if (holds === decisive) return decisive;
      if (holds === undefined) result = undefined;
    }
    return result;
  };
}

function atomVerdict(atom: Atom, known: ReadonlySet<string>): Verdict {
  const { toTest, reads, needs = [] } = readAtom(atom);
  if (reads === undefined || !reads.every((field) => known.has(field)))
    return absenceVerdict(needs.filter((field) => known.has(field)));
  // Most tests are never asked: a rule set is compiled at every start.
  let test: Test | undefined;
  return (identity) => {
    test ??= toTest();
    return test(identity, identity);
  };
}

/** False where the record lacks one of the fields. */
function absenceVerdict(fields: readonly string[]): Verdict {
  if (fields.length === 0) return () => undefined;
  const paths = fields.map(compileFieldPath);
  return (identity) => (paths.every((path) => hasField(identity, path)) ? undefined : false);
}
