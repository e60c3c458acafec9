import type { JsonObject } from '../../json/json-value';
import type { Condition } from '../../rule/condition';
import type { Atom } from '../negation-normal-form';
import { atomFields } from './atom-fields';
import { atomHolds, isThere } from './candidate-test';

/**
 * What some fields of a record must be for a condition to be able to hold, whatever the other fields are. `true` requires nothing
 * of them. It is plain data: equal requirements have the same JSON, and hundreds of rules have few different ones.
 */
export type Requirement =
  | boolean
  | { readonly kind: 'atom'; readonly atom: Atom; readonly isNegated: boolean }
  | { readonly kind: 'present'; readonly field: string }
  | RequirementList;

interface RequirementList {
  readonly kind: 'all' | 'any';
  readonly of: readonly Requirement[];
}

/**
 * What a condition requires of the known fields: a record meets it where `mayHold` says that the condition may hold. It looks
 * at the condition alone and compiles nothing.
 */
export function requirementOf(condition: Condition, known: ReadonlySet<string>): Requirement {
  return required(condition, false, known);
}

/** The same of a condition or, if it is negated, of its opposite. An atom on other fields may hold, and may not. */
function required(condition: Condition, isNegated: boolean, known: ReadonlySet<string>): Requirement {
  switch (condition.kind) {
    case 'and':
    case 'or': {
      const kind = (condition.kind === 'and') === isNegated ? 'any' : 'all';
      return joined(kind, condition.of, (part) => required(part, isNegated, known));
    }
    case 'not':
      return required(condition.of, !isNegated, known);
    default:
      return ofAtom(condition, isNegated, known);
  }
}

function joined(
  kind: RequirementList['kind'],
  parts: readonly Condition[],
  toRequirement: (part: Condition) => Requirement,
): Requirement {
  const decisive = kind === 'any';
  const of: Requirement[] = [];
  for (const part of parts) {
    const requirement = toRequirement(part);
    if (requirement === decisive) return decisive;
    if (requirement !== !decisive) of.push(requirement);
  }
  const [first] = of;
  if (first === undefined) return !decisive;
  return of.length === 1 ? first : { kind, of };
}

function ofAtom(atom: Atom, isNegated: boolean, known: ReadonlySet<string>): Requirement {
  const { reads, needs } = atomFields(atom);
  if (reads?.every((field) => known.has(field)) === true) return { kind: 'atom', atom, isNegated };
  if (isNegated) return true;
  const of = needs
    .filter((field) => known.has(field))
    .map((field): Requirement => ({ kind: 'present', field }));
  const [first] = of;
  if (first === undefined) return true;
  return of.length === 1 ? first : { kind: 'all', of };
}

/** Whether a record meets a requirement. */
export function isMet(requirement: Requirement, record: JsonObject): boolean {
  if (typeof requirement === 'boolean') return requirement;
  switch (requirement.kind) {
    case 'atom':
      return atomHolds(requirement.atom, record) !== requirement.isNegated;
    case 'present':
      return isThere(requirement.field, record);
    case 'all':
      return requirement.of.every((part) => isMet(part, record));
    case 'any':
      return requirement.of.some((part) => isMet(part, record));
    default:
      return requirement satisfies never;
  }
}

/**
 * Whether no record with a non-empty text in a field satisfies a condition: one that requires calls without an `errorCode`, for
 * example. It looks at the condition alone; false proves nothing.
 */
export function requiresAbsence(condition: Condition, field: string): boolean {
  return rulesTextOut(condition, field, false);
}

/** The same of a condition or, if it is negated, of its opposite. */
function rulesTextOut(condition: Condition, field: string, isNegated: boolean): boolean {
  const ofPart = (part: Condition) => rulesTextOut(part, field, isNegated);
  switch (condition.kind) {
    case 'isNull':
      return !isNegated && condition.field === field;
    case 'exists':
      return isNegated && condition.field === field;
    case 'not':
      return rulesTextOut(condition.of, field, !isNegated);
    case 'and':
      return isNegated ? condition.of.every(ofPart) : condition.of.some(ofPart);
    case 'or':
      return isNegated ? condition.of.some(ofPart) : condition.of.every(ofPart);
    default:
      return false;
  }
}
