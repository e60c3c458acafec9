import type { JsonObject } from '../json/json-value';
import type { TrialRule } from '../rule/rule';
import { describeSilence, type SilencedRules } from '../rule/silence';
import { oneLine, someOf } from '../safe-text/one-line';
import type { Alert } from './alert';
import { toDayAlert } from './operational/operational-alert';

/** The rule id of alerts about silences that end soon. */
export const ENDING_RULE_ID = 'trailwatch-ending';

/** The maximum number that is listed; the others are counted. */
const MAX_LISTED = 10;

const MAX_RULES = 3;
const LINE_LENGTH = 300;
const TRIAL_LENGTH = 400;
const SUMMARY_LENGTH = 1_000;

/** Maximum number of facts in a document for programs: SNS takes 256 KB, most of which the counts of a summary use. */
export const MAX_FACTS = 40;
const MAX_FACT_RULES = 10;

const FIRST_STEPS = [
  'If the reason for a silence no longer applies, remove its entry from the allow list at the next deployment. It has no effect after its end.',
  'If the reason still applies, deploy a new end and reason. Otherwise, alerts about these calls start again.',
  'A rule on trial sends nothing until you promote it. To promote it, remove onTrial; otherwise, remove the rule.',
];

/** Silences and trials that end soon. */
export interface EndingDecisions {
  /** Distinguishes the processor from others with the same topic. */
  readonly processorName: string;
  /** The day in UTC on which this is sent: `2026-11-22`; part of the identity. */
  readonly day: string;
  /** The silences that end between 24 and 48 hours from now. */
  readonly silences: readonly SilencedRules[];
  /** The rules whose trial ends in the same time. */
  readonly trials: readonly TrialRule[];
}

/** The alert that names what ends soon, one per day; undefined if nothing does. */
export function toEndingAlert({ processorName, day, silences, trials }: EndingDecisions): Alert | undefined {
  const counts = [
    ...(silences.length === 0 ? [] : [counted(silences.length, 'silence')]),
    ...(trials.length === 0 ? [] : [counted(trials.length, 'trial')]),
  ];
  if (counts.length === 0) return undefined;
  const isOne = silences.length + trials.length === 1;
  const lines = [
    ...listSilences(silences),
    ...firstLines(trials.map(({ name, trialUntil }) => `trial of ${name} until ${trialUntil}`)),
  ];
  return toDayAlert({
    ...{ processorName, day },
    ruleId: ENDING_RULE_ID,
    ruleName: 'ending',
    firstSteps: FIRST_STEPS,
    title: 'Silence or trial ends within two days',
    severity: 'medium',
    summary: oneLine(
      `${counts.join(' and ')} of ${processorName} ${isOne ? 'ends' : 'end'} within two days: ${lines.join('; ')}`,
      SUMMARY_LENGTH,
    ),
    eventName: 'SilenceEnds',
    facts: {
      processorName,
      silences: silences.slice(0, MAX_FACTS).map(factsOf),
      trials: trials.slice(0, MAX_FACTS).map((trial): JsonObject => ({ ...trial })),
    },
  });
}

/** Such as `1 silence` and `2 silences`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** The lines of silences for people: the first of them, and how many more there are. */
export function listSilences(silences: readonly SilencedRules[]): readonly string[] {
  return firstLines(silences.map(renderSilence));
}

/** The listed lines, and the number of further ones. */
export function firstLines(lines: readonly string[]): readonly string[] {
  const more = lines.length - MAX_LISTED;
  return more > 0 ? [...lines.slice(0, MAX_LISTED), `and ${more} more`] : lines;
}

/** How many alerts of one actor a rule on trial did not send. */
interface TriedAlerts {
  readonly ruleId: string;
  readonly onTrial?: number;
  readonly example?: string;
}

/**
 * The lines of rules on trial for people: what each would have sent on the day, with an example.
 *
 * @param day in UTC; a trial that is over on it asks for a decision
 */
export function listTrials(
  trials: readonly TrialRule[],
  tried: readonly TriedAlerts[],
  day: string,
): readonly string[] {
  const lines = trials.map(({ id, name, severity, trialUntil }) => {
    const own = tried.filter(({ ruleId }) => ruleId === id);
    const count = own.reduce((sum, { onTrial = 0 }) => sum + onTrial, 0);
    const example = own.find((each) => each.example !== undefined)?.example;
    const end =
      trialUntil > `${day}T23:59:59Z` ? `until ${trialUntil}` : `ended ${trialUntil}, promote or remove it`;
    const line = `${count} ${severity}: ${name} (${end})${example === undefined ? '' : `, such as: ${example}`}`;
    return { count, line: oneLine(line, TRIAL_LENGTH) };
  });
  return firstLines(lines.sort((one, other) => other.count - one.count).map(({ line }) => line));
}

/** The facts of a silence for programs: its name, the first of its rules, and how many there are. */
export function factsOf({ rules, name, ...silence }: SilencedRules): JsonObject {
  return {
    ...silence,
    ...{ name: oneLine(name, LINE_LENGTH), rules: rules.slice(0, MAX_FACT_RULES), ruleCount: rules.length },
  };
}

/** Such as `roles deployer until 2026-12-01T00:00:00Z: migration (OPS-12), for trail-changed`. */
function renderSilence({ name, rules, ...silence }: SilencedRules): string {
  const line = `${name} ${describeSilence({ name, ...silence })}, for ${someOf(rules, MAX_RULES)}`;
  return oneLine(line, LINE_LENGTH);
}
