import type { Rule, RuleSeverities } from '../rule/rule';

/** The maximum length of a metric filter pattern. @see the limits of `PutMetricFilter` */
export const MAX_PATTERN_LENGTH = 1024;

/** The members of a rule for an alert on a record that an alarm found. */
export type AlarmRule = Pick<Rule, 'id' | 'name' | 'title' | 'tags' | 'firstSteps' | 'trialUntil'> &
  RuleSeverities;

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
  /** Number of periods that are evaluated. A match in any of them raises the alarm: more than one also covers late records. */
  readonly periods: number;
  /** What it means, in a sentence or two. */
  readonly meaning: string;
  /** The name of its runbook, without `.md`. */
  readonly runbook: string;
}

/** The period of every alarm, as in the documentation of the controls. */
export const PERIOD_SECONDS = 300;

/**
 * CloudTrail delivers to the log group within about 15 minutes. Unless a control requires one period, an alarm evaluates
 * this number of periods: a record that is counted late still raises it.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/send-cloudtrail-events-to-cloudwatch-logs.html
 */
export const PERIODS_WITH_LATE_RECORDS = 3;

/**
 * Limits of a log group: the number of metric filters, and of those with a regular expression.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html
 */
const MAX_FILTERS = 100;

const MAX_REGULAR_EXPRESSION_FILTERS = 5;

/** The limits of one log group that are exceeded, as sentences; none if it takes all the patterns. */
export function findExceededLimits(patterns: readonly string[]): readonly string[] {
  const expressions = patterns.filter(hasRegularExpression).length;
  return [
    ...(patterns.length > MAX_FILTERS
      ? [`the log group would have ${patterns.length} metric filters, but takes ${MAX_FILTERS}`]
      : []),
    ...(expressions > MAX_REGULAR_EXPRESSION_FILTERS
      ? [
          `the log group would have ${expressions} metric filters with a regular expression, but takes ` +
            `${MAX_REGULAR_EXPRESSION_FILTERS}`,
        ]
      : []),
  ];
}

/** The patterns of an alarm that no metric filter takes, as sentences. */
export function findLongPatterns({ name, patterns }: AlarmDefinition): readonly string[] {
  return patterns
    .filter((pattern) => pattern.length > MAX_PATTERN_LENGTH)
    .map(
      (pattern) =>
        `the filter pattern of '${name}' has ${pattern.length} characters, but may have ${MAX_PATTERN_LENGTH}`,
    );
}

/** Whether a percent sign is outside of quotes: that is where a regular expression begins. */
function hasRegularExpression(pattern: string): boolean {
  return pattern.replace(/"(?:[^"\\]|\\.)*"/g, '').includes('%');
}
