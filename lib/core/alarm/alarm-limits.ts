import { type AlarmDefinition, MAX_PATTERN_LENGTH } from './alarm-definition';

/**
 * What a log group takes: so many metric filters, and so many among them with a regular expression.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html
 */
const MAX_FILTERS = 100;
const MAX_REGULAR_EXPRESSION_FILTERS = 5;

/** What is too much for one log group, as sentences; none if it takes all the patterns. */
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

/** Whether a percent sign stands outside of quotes: that is where a regular expression begins. */
function hasRegularExpression(pattern: string): boolean {
  return pattern.replace(/"(?:[^"\\]|\\.)*"/g, '').includes('%');
}
