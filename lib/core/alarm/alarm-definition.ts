import type { Rule, RuleSeverities } from '../rule/rule';

/** The maximum length of a metric filter pattern. @see the limits of `PutMetricFilter` */
export const MAX_PATTERN_LENGTH = 1024;

/** What an alert on a record behind an alarm needs of a rule. */
export type AlarmRule = Pick<Rule, 'id' | 'name' | 'title' | 'tags' | 'firstSteps'> & RuleSeverities;

/** One alarm on the count of metric filters, wherever it is deployed. */
export interface AlarmDefinition {
  /** The end of its name: the control or rule. */
  readonly name: string;
  readonly rule: AlarmRule;
  /** Metric filter patterns; a record that any of them finds counts. */
  readonly patterns: readonly string[];
  /** How many records in a period raise the alarm. */
  readonly threshold: number;
  readonly periodSeconds: number;
  /** How many periods are evaluated, any of which may raise it: more than one also covers late records. */
  readonly periods: number;
  /** What it means, in a sentence or two. */
  readonly meaning: string;
  /** The name of its runbook, without `.md`. */
  readonly runbook: string;
}

/** The period of every alarm: what the controls' documentation has. */
export const PERIOD_SECONDS = 300;

/**
 * CloudTrail delivers to the log group within about 15 minutes. Unless a control requires one period, an alarm evaluates as
 * many periods, so that a record that is counted late still raises it.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/send-cloudtrail-events-to-cloudwatch-logs.html
 */
export const PERIODS_WITH_LATE_RECORDS = 3;
