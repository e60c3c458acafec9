import { renderReasons } from '../compile/compile-result';
import { toEventPattern } from '../compile/event-pattern/to-event-pattern';
import type { Condition } from '../rule/condition';
import { writtenCondition } from '../rule/narrowed-condition';
import { expectedRecords } from './expected-records';
import { BUS_OPTIONS, whyTooWide } from './why-too-wide';

/** As much of a rule as its place depends on. */
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
 * The function that gets the events matches them again. So each rule is widened where an event pattern cannot express it, and filters,
 * allow lists and tuning are left out: each would divide the alternatives that rules share, and a long one would make more
 * patterns than a bus takes. All rules are compiled as one condition: then calls of the same service share a pattern, and the
 * built-in rules need some two dozen. Rules that read events can satisfy are apart from the others: only their patterns ask for
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

/** Why no event pattern can be used for the rule; undefined if one can. */
export function whyLeftOut(rule: PlacedRule): string | undefined {
  const condition = writtenCondition(rule.condition);
  const result = toEventPattern(condition, BUS_OPTIONS);
  if (result.kind === 'refused') return renderReasons(result.obstacles).join('; ');
  return whyTooWide(condition);
}

/** Whether a management event that only reads can satisfy the rule. */
export function readsManagementEvents(rule: PlacedRule): boolean {
  return expectedRecords(writtenCondition(rule.condition)).some(({ kind }) => kind === 'management-read');
}

function patternsOf(rules: readonly PlacedRule[], includesReads: boolean): readonly BusPattern[] {
  if (rules.length === 0) return [];
  const result = toEventPattern(
    { kind: 'or', of: rules.map(({ condition }) => writtenCondition(condition)) },
    BUS_OPTIONS,
  );
  if (result.kind === 'refused') {
    throw new Error(`rules that have patterns each have none together: ${result.obstacles[0]?.reason}`);
  }
  return result.artefacts.map((text) => ({ text, includesReads }));
}
