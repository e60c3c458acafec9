import { Compilation } from '../compile/compilation';
import { type CompileOptions, renderReasons } from '../compile/compile-result';
import { type Conjunction, type Constraint, checkArrays } from '../compile/event-pattern/conjunction';
import { toDisjunction } from '../compile/event-pattern/disjunction';
import { toEventPattern } from '../compile/event-pattern/to-event-pattern';
import { toNormalForm } from '../compile/negation-normal-form';
import type { ValueMatcher } from '../pattern/event-pattern/event-pattern-syntax';
import type { Condition } from '../rule/condition';
import { writtenCondition } from '../rule/narrowed-condition';
import { ownFieldsOf, whyUnseen, withoutOwnFields } from '../rule/own-field';
import { isExpected } from './expected-records';

/** The parts of a rule that its placement depends on. */
export interface PlacedRule {
  readonly id: string;
  readonly name: string;
  readonly condition: Condition;
}

/** A pattern for an event bus. */
export interface BusPattern {
  /** Compact JSON. */
  readonly text: string;
  /** Whether it is to match events of management calls that read, too. */
  readonly includesReads: boolean;
}

/** The event patterns of a bus for a set of rules. */
export interface BusPatterns {
  readonly patterns: readonly BusPattern[];
  /** Rules that no pattern can express, or whose pattern would match nearly every event. */
  readonly leftOut: readonly { readonly rule: PlacedRule; readonly reason: string }[];
}

/**
 * The fewest patterns that match every record that any of the rules matches, and little more.
 *
 * The function that gets the events matches them again. So each rule is widened where an event pattern cannot express it, and
 * filters, allow lists and tuning are left out: each would divide the alternatives that rules share, and a long one would make
 * more patterns than a bus takes. All rules are compiled as one condition: then calls of the same service share a pattern, and
 * the built-in rules need some hundred. Rules that read events can satisfy are apart from the others: only their patterns request
 * read events.
 */
export function toBusPatterns(rules: readonly PlacedRule[]): BusPatterns {
  const placed = rules.map((rule) => ({ rule, reason: whyLeftOut(rule) }));
  const sent = placed.filter(({ reason }) => reason === undefined).map(({ rule }) => rule);
  const reading = sent.filter(readsManagementEvents);
  const writing = sent.filter((rule) => !reading.includes(rule));
  return {
    patterns: [...patternsOf(writing, false), ...patternsOf(reading, true)],
    leftOut: placed.flatMap(({ rule, reason }) => (reason === undefined ? [] : [{ rule, reason }])),
  };
}

/** What was found of a condition before: the rule sets of an app share those of the built-in rules. */
const leftOut = new WeakMap<Condition, { readonly reason: string | undefined }>();
const readers = new WeakMap<Condition, boolean>();

/** Why no event pattern can be used for the rule; undefined if one can. */
export function whyLeftOut({ condition }: PlacedRule): string | undefined {
  // What was left out of a rule matters only where the log processor adds what decides it.
  const asked = ownFieldsOf(condition).length === 0 ? writtenCondition(condition) : condition;
  const known = leftOut.get(asked) ?? { reason: findWhyLeftOut(asked) };
  leftOut.set(asked, known);
  return known.reason;
}

function findWhyLeftOut(whole: Condition): string | undefined {
  const seen = withoutOwnFields(whole);
  const [own] = ownFieldsOf(whole);
  if (own !== undefined && neverHolds(seen)) return whyUnseen(own);
  const condition = writtenCondition(seen);
  const result = toEventPattern(condition, BUS_OPTIONS);
  if (result.kind === 'refused') return renderReasons(result.obstacles).join('; ');
  return whyTooWide(condition);
}

function neverHolds(condition: Condition): boolean {
  const form = toNormalForm(condition);
  return form.kind === 'or' && form.of.length === 0;
}

/** Whether a management event that only reads can satisfy the rule. */
export function readsManagementEvents(rule: PlacedRule): boolean {
  const written = writtenCondition(rule.condition);
  const isReader = readers.get(written) ?? isExpected(written, 'management-read');
  readers.set(written, isReader);
  return isReader;
}

function patternsOf(rules: readonly PlacedRule[], includesReads: boolean): readonly BusPattern[] {
  if (rules.length === 0) return [];
  const texts = patternsTogether(rules.map(({ condition }) => writtenCondition(condition)));
  return texts.map((text) => ({ text, includesReads }));
}

/** The rule sets of an app differ mostly in what they leave out, which no pattern has; compiling takes most of a second. */
const MOST_REMEMBERED = 32;
const remembered = new Map<string, readonly string[]>();
const numbers = new WeakMap<Condition, number>();
let numbered = 0;

/** Patterns for all of these conditions, as written. */
function patternsTogether(conditions: readonly Condition[]): readonly string[] {
  const key = conditions.map(numberOf).join();
  const known = remembered.get(key);
  if (known !== undefined) return known;
  const result = toEventPattern({ kind: 'or', of: conditions.map(withoutOwnFields) }, BUS_OPTIONS);
  if (result.kind === 'refused') {
    throw new Error(`rules that have patterns each have none together: ${result.obstacles[0]?.reason}`);
  }
  if (remembered.size >= MOST_REMEMBERED) remembered.clear();
  remembered.set(key, result.artefacts);
  return result.artefacts;
}

/** Of the object, which no one changes: two with the same content may have two. */
function numberOf(condition: Condition): number {
  const number = numbers.get(condition) ?? ++numbered;
  numbers.set(condition, number);
  return number;
}

/**
 * How rules are compiled for an event bus: the receiver of the events matches them again, so a rule is widened where a pattern
 * cannot express it, and nothing is assumed about the shape of fields.
 */
const BUS_OPTIONS: CompileOptions = { overApproximate: true, assumeFieldShape: false };

const NO_CONDITION =
  'its event pattern has no condition on the record, and would match every event of CloudTrail';

const ONLY_EXCEPTIONS =
  'its event pattern has, for some records, only conditions on what they are not, and would match nearly every event of CloudTrail';

const ONLY_THE_KIND =
  'its event pattern has, for some records, only conditions on their kind, and would match most events of CloudTrail';

/** Values that nearly every record of an account shares with many others. */
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
 * its alternatives requires something that few records have. A condition that is expressed exactly may be as broad as it is:
 * then every event that is sent matches.
 */
function whyTooWide(condition: Condition): string | undefined {
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

/** Whether it requires certain values, and not any or all others. */
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
