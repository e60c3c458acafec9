import { Compilation } from '../compile/compilation';
import type { CompileOptions } from '../compile/compile-result';
import { type Conjunction, type Constraint, checkArrays } from '../compile/event-pattern/conjunction';
import { toDisjunction } from '../compile/event-pattern/disjunction';
import type { ValueMatcher } from '../pattern/event-pattern/event-pattern-syntax';
import type { Condition } from '../rule/condition';

/**
 * How rules are compiled for an event bus: the receiver of the events matches them again, so a rule is widened where a pattern
 * cannot express it, and nothing is assumed about the shape of fields.
 */
export const BUS_OPTIONS: CompileOptions = { overApproximate: true, assumeFieldShape: false };

const NO_CONDITION =
  'its event pattern has no condition on the record, and would match every event of CloudTrail';
const ONLY_EXCEPTIONS =
  'its event pattern has, for some records, only conditions on what they are not, and would match nearly every event of CloudTrail';
const ONLY_THE_KIND =
  'its event pattern has, for some records, only conditions on their kind, and would match most events of CloudTrail';

/** What nearly every record of an account has in common with many others. */
const BROAD_FIELDS: ReadonlySet<string> = new Set([
  'awsRegion',
  'eventCategory',
  'eventType',
  'eventVersion',
  'managementEvent',
  'readOnly',
  'recipientAccountId',
  'userIdentity.type',
]);

/**
 * Why the event pattern of a condition, widened where it cannot express it, would match nearly every event; undefined if each of
 * its alternatives asks for something that few records have. A condition that is expressed exactly may be as broad as it is:
 * then every event that is sent matches.
 */
export function whyTooWide(condition: Condition): string | undefined {
  const { value: alternatives = [], obstacles } = toDisjunction(condition, BUS_OPTIONS).andThen((written) =>
    Compilation.all(written.map((one) => checkArrays(one, BUS_OPTIONS))),
  );
  if (alternatives.some((one) => one.length === 0)) return NO_CONDITION;
  if (!alternatives.every((one) => one.some(isPositive))) return ONLY_EXCEPTIONS;
  return obstacles.length > 0 && !alternatives.every(isNarrow) ? ONLY_THE_KIND : undefined;
}

function isNarrow(alternative: Conjunction): boolean {
  return alternative.some(
    (constraint) => isPositive(constraint) && (!BROAD_FIELDS.has(constraint.field) || isOfRoot(constraint)),
  );
}

/** The root user does little. */
function isOfRoot({ field, matchers }: Constraint): boolean {
  return (
    field === 'userIdentity.type' &&
    matchers.every(
      (matcher) =>
        (matcher.kind === 'equals' && matcher.value === 'Root') ||
        (matcher.kind === 'text' && matcher.relation === 'equals' && matcher.text.toLowerCase() === 'root'),
    )
  );
}

function isPositive({ matchers }: Constraint): boolean {
  return matchers.every(asksForValue);
}

/** Whether it asks for certain values, and not for any or all others. */
function asksForValue(matcher: ValueMatcher): boolean {
  switch (matcher.kind) {
    case 'equals':
      return matcher.value !== null;
    case 'text':
      return matcher.relation === 'wildcard' ? /[^*]/.test(matcher.text) : matcher.text !== '';
    case 'numeric':
    case 'cidr':
      return true;
    case 'exists':
    case 'anythingBut':
      return false;
    default:
      return matcher satisfies never;
  }
}
