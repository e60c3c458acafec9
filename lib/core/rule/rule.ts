import type { Condition } from './condition';

/** How bad a match is; Sigma's `level`. */
export type Severity = 'informational' | 'low' | 'medium' | 'high' | 'critical';

/** The severities from least to most. */
export const SEVERITIES: readonly Severity[] = ['informational', 'low', 'medium', 'high', 'critical'];

/** A severity and those above it. */
export function severitiesFrom(least: Severity): readonly Severity[] {
  return SEVERITIES.slice(SEVERITIES.indexOf(least));
}

/** A detection: the condition on a single record, and the text of its alerts. */
export interface Rule {
  /** Sigma's `id` where the rule has one, else its `name`, else its file's name without the ending. */
  readonly id: string;
  /** Sigma's `name`: a short word-with-hyphens form that people can type; the file's name without the ending if absent. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly severity: Severity;
  /** How bad a match is whose call was denied or failed: lower than `severity`. Absent: as bad as any other. */
  readonly failureSeverity?: Severity;
  /** Matches that are less bad than this raise no alert. Absent: all do. */
  readonly minimumSeverity?: Severity;
  /** Set of a rule on trial, which raises no alert: when its trial is to be decided on, such as `2026-12-15T00:00:00Z`. */
  readonly trialUntil?: string;
  /** Sigma tags as written, such as `attack.t1562.008`. ATT&CK ids are opaque. */
  readonly tags: readonly string[];
  readonly falsePositives: readonly string[];
  readonly references: readonly string[];
  readonly author: string;
  readonly status: string;
  /** What to do in the first ten minutes, for the one who is woken by it. */
  readonly firstSteps: readonly string[];
  readonly condition: Condition;
}

/** A rule or correlation on trial, and until when it is to be decided on. */
export type TrialRule = Pick<Rule, 'id' | 'name' | 'severity'> & Required<Pick<Rule, 'trialUntil'>>;

/** As much of a rule as its severities are. */
export type RuleSeverities = Pick<Rule, 'severity' | 'failureSeverity' | 'minimumSeverity'>;

/** How bad a match of a rule is. A severity for failures that is not lower than the rule's own has no effect. */
export function matchSeverity(
  { severity, failureSeverity = severity }: RuleSeverities,
  isFailure: boolean,
): Severity {
  return isFailure && isBelow(failureSeverity, severity) ? failureSeverity : severity;
}

/** Whether a match of that severity raises an alert. */
export function isRaised({ minimumSeverity = 'informational' }: RuleSeverities, severity: Severity): boolean {
  return !isBelow(severity, minimumSeverity);
}

/** The rule without alerts below a severity; undefined if it has none at or above it. */
export function fromSeverity<Each extends RuleSeverities>(rule: Each, least: Severity): Each | undefined {
  if (isBelow(rule.severity, least)) return undefined;
  const isNarrower = isRaised(rule, least) && isBelow(matchSeverity(rule, true), least);
  return isNarrower ? { ...rule, minimumSeverity: least } : rule;
}

/** Whether a severity is lower than another. */
export function isBelow(severity: Severity, other: Severity): boolean {
  return SEVERITIES.indexOf(severity) < SEVERITIES.indexOf(other);
}
