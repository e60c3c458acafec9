import { type Condition, fieldsOf } from './condition';
import { mapRules } from './document-rules';
import type { RuleDocument } from './rule-document';

/** The member of a record that the log processor adds. CloudTrail writes no member of this name. */
export const OWN_MEMBER = 'trailwatch';

/** Its member with what is new in the record. */
export const FIRST_SEEN = 'firstSeen';

/** Its member with the names of the lists that have an address of the record, and the one with the country of the caller's address. */
export const INDICATOR = 'indicator';
export const COUNTRY = 'country';

/** Its member that is set if what the record changes by hand is managed by a stack or a tool. */
export const CHANGED_BY_HAND = 'changedByHand';

/** The stack, or the identity of the tool. */
export const CHANGED_BY_HAND_NAME = `${OWN_MEMBER}.${CHANGED_BY_HAND}.name`;

/** Alerts on changes by hand are counted by what manages the resource, too. */
export const CHANGED_BY_HAND_RULE_ID = 'changed-by-hand';

/** Whether a field is not CloudTrail's: the log processor alone adds it. */
export function isOwnField(field: string): boolean {
  return field === OWN_MEMBER || field.startsWith(`${OWN_MEMBER}.`);
}

/** The refusal of a target that sees records as CloudTrail writes them. */
export function whyUnseen(field: string): string {
  return `${field} is added by the log processor, and is not in the records that CloudTrail writes`;
}

/** The fields that only the log processor adds and that a condition reads, each once. */
export function ownFieldsOf(condition: Condition): readonly string[] {
  return [...new Set(fieldsOf(condition).filter(isOwnField))];
}

const ALWAYS: Condition = { kind: 'and', of: [] };
const NEVER: Condition = { kind: 'or', of: [] };

/**
 * The condition where records are as CloudTrail writes them: it holds where it certainly does, whatever the log processor would
 * add. A test of an own field holds neither as it is nor negated; narrowings do not change.
 */
export function withoutOwnFields(condition: Condition): Condition {
  return ownFieldsOf(condition).length === 0 ? condition : certain(condition, false);
}

/** The rules of a document, and those that its correlations count, for records as CloudTrail writes them. */
export function rulesWithoutOwnFields(document: RuleDocument): RuleDocument {
  return mapRules(document, (rule) => {
    const condition = withoutOwnFields(rule.condition);
    return condition === rule.condition ? rule : { ...rule, condition };
  });
}

function certain(condition: Condition, isNegated: boolean): Condition {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return { ...condition, of: condition.of.map((each) => certain(each, isNegated)) };
    case 'not':
      return { ...condition, of: certain(condition.of, !isNegated) };
    default:
      return fieldsOf(condition).some(isOwnField) ? (isNegated ? ALWAYS : NEVER) : condition;
  }
}
