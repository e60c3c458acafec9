import { sha256Hex } from '../record/sha256';
import type { Correlation, CountBound } from '../rule/correlation';
import { leastCount } from '../rule/least-count';
import { isBelow, type Rule, SEVERITIES, type Severity } from '../rule/rule';

/** The weight of an alert of each severity: one that was told by itself adds little more than one that was not. */
const WEIGHTS: Readonly<Record<Severity, number>> = {
  informational: 1,
  low: 3,
  medium: 4,
  high: 5,
  critical: 6,
};

/** The parts of a timespan in each of which a step counts once. */
const SLOTS = 4;

/** Other weights than these would be other scores: what was counted keeps its name while this does not change. */
const SCORE_VERSION = 1;

/** Finds a rule that raises alerts by its id. */
export type RuleOf = (ruleId: string) => Rule | undefined;

/** As much of a contribution as a step of a score is. */
interface Step {
  readonly timeMs: number;
  readonly countKey: string;
  readonly ruleId?: string;
  readonly record: { readonly ruleId: string };
}

/** How long the window of a score is at least. */
interface Timespan {
  readonly timespanMs: number;
}

/** How much steps add up to. */
export interface Score {
  readonly points: number;
  /** The rules of the steps, each once, in the order of their first steps. */
  readonly rules: readonly Rule[];
  /** Their tactics, each once, such as `persistence`. */
  readonly tactics: readonly string[];
}

/**
 * Adds up steps: the weights of the different rules, each with the worst severity that it had, multiplied by the number of
 * different tactics. A rule that the set no longer has, or has on trial, adds nothing.
 */
export function scoreOf(steps: readonly Step[], ruleOf: RuleOf): Score {
  const worst = new Map<Rule, Severity>();
  for (const { ruleId, record, countKey } of steps) {
    const rule = ruleOf(ruleId ?? record.ruleId);
    if (rule === undefined || rule.trialUntil !== undefined) continue;
    const [severity, known] = [severityIn(countKey), worst.get(rule)];
    if (known === undefined || isBelow(known, severity)) worst.set(rule, severity);
  }
  const rules = [...worst.keys()];
  const tactics = [...new Set(rules.flatMap(({ tags }) => tacticOf(tags) ?? []))];
  const weights = [...worst.values()].reduce((sum, severity) => sum + WEIGHTS[severity], 0);
  return { points: weights * Math.max(1, tactics.length), rules, tactics };
}

/**
 * What a step is counted by: one rule with one severity.
 *
 * @param counted the severity in a list, as JSON
 */
export function stepKey(ruleId: string, counted: string): string {
  return `${ruleId} ${counted.slice('["'.length, -'"]'.length)}`;
}

function severityIn(stepKey: string): Severity {
  const written = stepKey.slice(stepKey.lastIndexOf(' ') + 1);
  return SEVERITIES.find((severity) => severity === written) ?? 'informational';
}

/** The first tactic among the tags of a rule. Techniques have numbers. */
function tacticOf(tags: readonly string[]): string | undefined {
  return tags.find((tag) => /^attack\.[a-z-]+$/.test(tag))?.slice('attack.'.length);
}

/** The fewest different rules whose score may satisfy bounds: all of the worst severity, each of another tactic. */
export function fewestSteps(bounds: readonly CountBound[]): number {
  return Math.max(1, Math.ceil(Math.sqrt(leastCount(bounds) / WEIGHTS.critical)));
}

/**
 * The start of the slot of an instant, a quarter of the timespan. A step counts once in a slot, so that a busy actor is written
 * no more often, and a window takes in whole slots: it begins one timespan before the slot of its end, and is never shorter
 * than the timespan.
 */
export function slotStartMs({ timespanMs }: Timespan, timeMs: number): number {
  const slotMs = timespanMs / SLOTS;
  return Math.floor(timeMs / slotMs) * slotMs;
}

/** What is the same for all steps that count once. */
export function slotKey(plan: Timespan, { timeMs, countKey }: Pick<Step, 'timeMs' | 'countKey'>): string {
  return `${slotStartMs(plan, timeMs)} ${countKey}`;
}

/** Hex. Rules come and go, and are changed: what was counted of an actor stays. */
export function fingerprintOfScore({ id, kind, timespanSeconds }: Correlation): string {
  return sha256Hex(JSON.stringify([id, kind, timespanSeconds, SCORE_VERSION])).slice(0, 32);
}
