import type { CompileResult } from '../compile/compile-result';
import { toEventPattern } from '../compile/event-pattern/to-event-pattern';
import type { Condition } from '../rule/condition';
import { expectedRecords } from './expected-records';

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
  /** Rules that no pattern can express, not even a wider one. */
  readonly leftOut: readonly { readonly rule: PlacedRule; readonly reason: string }[];
}

const TOO_WIDE =
  'its event pattern has no condition on the record, and would match every event of CloudTrail';

/**
 * The fewest patterns that match every record that any of the rules matches, and little more.
 *
 * The receiver of the events matches them again, so each rule is widened where an event pattern cannot express it, and
 * nothing is assumed about the shape of fields. All rules are compiled as one condition: then calls of the same service
 * share a pattern, and 166 built-in rules need some 24 patterns of the 300 that a bus takes, in place of as many as rules.
 * Rules that read events can satisfy are apart from the others: only their patterns ask for read events.
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
export function whyLeftOut({ condition }: PlacedRule): string | undefined {
  const result = compile(condition);
  if (result.kind === 'refused') return result.obstacles.map(({ reason }) => reason).join('; ');
  return result.artefacts.some(matchesEverything) ? TOO_WIDE : undefined;
}

/** Whether a management event that only reads can satisfy the rule. */
export function readsManagementEvents({ condition }: PlacedRule): boolean {
  return expectedRecords(condition).some(({ kind }) => kind === 'management-read');
}

function patternsOf(rules: readonly PlacedRule[], includesReads: boolean): readonly BusPattern[] {
  if (rules.length === 0) return [];
  const result = compile({ kind: 'or', of: rules.map(({ condition }) => condition) });
  if (result.kind === 'refused') {
    throw new Error(`rules that have patterns each have none together: ${result.obstacles[0]?.reason}`);
  }
  return result.artefacts.map((text) => ({ text, includesReads }));
}

function compile(condition: Condition): CompileResult {
  return toEventPattern(condition, { overApproximate: true, assumeFieldShape: false });
}

function matchesEverything(pattern: string): boolean {
  const { detail } = JSON.parse(pattern) as { detail?: object };
  return detail === undefined || Object.keys(detail).length === 0;
}
