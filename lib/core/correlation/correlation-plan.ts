import { compileFieldPath, type FieldPath } from '../record/field-path';
import { sha256Hex } from '../record/sha256';
import type { Correlation, CountBound } from '../rule/correlation';
import { fewestSteps, fingerprintOfScore, type RuleOf } from './score';

/** Which fields of one rule's records are read. */
export interface FieldsToRead {
  readonly group: readonly FieldPath[];
  readonly values: readonly FieldPath[];
}

/** A correlation, made ready once for any number of records. */
export interface CorrelationPlan {
  readonly correlation: Correlation;
  /** Hex: the definition of the count. Contributions to another definition are different, even under the same rule id. */
  readonly fingerprint: string;
  readonly timespanMs: number;
  /** The ids of the rules that it counts, in the order in which they are listed, each once. */
  readonly ruleIds: readonly string[];
  /** Those of the correlation; without any, all of its rules, or one record. */
  readonly bounds: readonly CountBound[];
  /** Whether more records can only make the bounds hold, never break them: all of them are `gt` or `gte`. */
  readonly isMonotone: boolean;
  /** At least 1. The bounds answer to this count as to every greater one. */
  readonly enough: number;
  /** By rule id; a rule for which an alias names no field is absent, and its records belong to no group. */
  readonly fields: ReadonlyMap<string, FieldsToRead>;
  /** A rule of the set that raises alerts, by its id: a score weighs them. */
  readonly ruleOf: RuleOf;
}

const NO_RULE: RuleOf = () => undefined;

/**
 * Makes a correlation ready.
 *
 * @param ruleOf the rules of its set, which a score needs
 */
export function planCorrelation(correlation: Correlation, ruleOf = NO_RULE): CorrelationPlan {
  const ruleIds = [...new Set(correlation.rules.map(({ id }) => id))];
  const bounds = boundsOf(correlation, ruleIds.length);
  const isMonotone = bounds.every(({ operator }) => operator === 'gt' || operator === 'gte');
  let fingerprint: string | undefined;
  let fields: ReadonlyMap<string, FieldsToRead> | undefined;
  return {
    correlation,
    // Both when they are asked for: few files count anything, and the conditions of all rules are long.
    get fingerprint() {
      fingerprint ??= fingerprintOf(correlation);
      return fingerprint;
    },
    get fields() {
      fields ??= fieldsByRule(correlation, ruleIds);
      return fields;
    },
    timespanMs: correlation.timespanSeconds * 1000,
    ruleIds,
    bounds,
    isMonotone,
    enough:
      correlation.kind === 'score'
        ? fewestSteps(bounds)
        : Math.max(1, ...bounds.map((bound) => enoughFor(bound, isMonotone))),
    ruleOf,
  };
}

/** Whether a count satisfies all bounds. */
export function isWithin(bounds: readonly CountBound[], count: number): boolean {
  return bounds.every(({ operator, value }) => RELATIONS[operator](count, value));
}

const RELATIONS: Readonly<Record<CountBound['operator'], (count: number, value: number) => boolean>> = {
  gt: (count, value) => count > value,
  gte: (count, value) => count >= value,
  lt: (count, value) => count < value,
  lte: (count, value) => count <= value,
  eq: (count, value) => count === value,
  neq: (count, value) => count !== value,
};

function boundsOf({ kind, bounds }: Correlation, rules: number): readonly CountBound[] {
  if (bounds.length > 0) return bounds;
  const isTemporal = kind === 'temporal' || kind === 'temporal_ordered';
  return [{ operator: 'gte', value: isTemporal ? rules : 1 }];
}

/** From which count on a bound answers always the same. */
function enoughFor({ operator, value }: CountBound, isMonotone: boolean): number {
  return isMonotone && operator === 'gte' ? Math.ceil(value) : Math.floor(value) + 1;
}

function fieldsByRule(
  correlation: Correlation,
  ruleIds: readonly string[],
): ReadonlyMap<string, FieldsToRead> {
  const values = correlation.fields.map(compileFieldPath);
  const byRule = new Map<string, FieldsToRead>();
  for (const ruleId of ruleIds) {
    const group = correlation.groupBy.map((name) => fieldFor(correlation, name, ruleId));
    if (group.some((field) => field === undefined)) continue;
    byRule.set(ruleId, {
      group: group.map((field) => compileFieldPath(field ?? '')),
      values: ruleId === correlation.concludedBy ? [] : values,
    });
  }
  return byRule;
}

function fieldFor({ aliases }: Correlation, name: string, ruleId: string): string | undefined {
  return Object.hasOwn(aliases, name) ? aliases[name]?.[ruleId] : name;
}

function fingerprintOf(correlation: Correlation): string {
  if (correlation.kind === 'score') return fingerprintOfScore(correlation);
  return fingerprintOfCount(correlation);
}

function fingerprintOfCount({
  id,
  kind,
  rules,
  groupBy,
  aliases,
  fields,
  timespanSeconds,
  bounds,
  concludedBy,
}: Correlation): string {
  const counted = rules.map((rule) => [rule.id, rule.condition]);
  const definition = [id, kind, counted, groupBy, aliases, fields, timespanSeconds, bounds];
  // Counts of deployed correlations keep their names.
  if (concludedBy !== undefined) definition.push(concludedBy);
  return sha256Hex(JSON.stringify(definition)).slice(0, 32);
}

/** The start of the period in which an instant lies: periods are one timespan long and aligned to 1970. */
export function periodStartMs({ timespanMs }: CorrelationPlan, timeMs: number): number {
  return Math.floor(timeMs / timespanMs) * timespanMs;
}

/**
 * The periods in which contributions at these times may bring about an instant: their own, and the next, since a
 * contribution is in every window that ends less than a timespan after it. In order, each once.
 */
export function touchedPeriods(plan: CorrelationPlan, timesMs: readonly number[]): readonly number[] {
  const own = timesMs.map((timeMs) => periodStartMs(plan, timeMs));
  return [...new Set(own.flatMap((start) => [start, start + plan.timespanMs]))].sort(
    (one, other) => one - other,
  );
}
