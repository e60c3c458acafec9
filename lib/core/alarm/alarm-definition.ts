import type { Rule, Severity } from '../rule/rule';

/** The most that a metric filter's pattern may be long. @see the limits of `PutMetricFilter` */
export const MAX_PATTERN_LENGTH = 1024;

/** What an alarm tells of when it finds a record: as much of a rule as an alert needs. */
export type AlarmRule = Pick<Rule, 'id' | 'name' | 'title' | 'tags' | 'firstSteps'> & {
  readonly severity: Severity;
};

/** One alarm on what metric filters count: everything about it but where it is deployed. */
export interface AlarmDefinition {
  /** What its name ends with; it tells which control or rule. */
  readonly name: string;
  readonly rule: AlarmRule;
  /** Filter patterns; a record that any of them finds counts. */
  readonly patterns: readonly string[];
  /** How many records in a period raise the alarm. */
  readonly threshold: number;
  readonly periodSeconds: number;
  /** Of how many periods any one may raise it: more than one also sees what CloudWatch Logs got late. */
  readonly periods: number;
  /** What it means, in a sentence or two. */
  readonly meaning: string;
  /** The name of its page among the runbooks, without `.md`. */
  readonly runbook: string;
}

/** The period of every alarm: what the controls' documentation has. */
export const PERIOD_SECONDS = 300;

/**
 * CloudTrail may need a quarter of an hour to reach the log group. Where the wording of a control does not forbid it, an
 * alarm looks at as many periods, so that a record that is counted late still raises it.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/send-cloudtrail-events-to-cloudwatch-logs.html
 */
export const PERIODS_WITH_LATE_RECORDS = 3;
