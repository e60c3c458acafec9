/**
 * Limits of the pattern of a metric filter.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
export const FILTER_LIMITS = {
  /** Of PutMetricFilter's `filterPattern`. */
  characters: 1024,
  /** In a pattern of JSON or of fields. */
  expressions: 2,
  /** Fields with a `*` in them, in a pattern of JSON. */
  wildcardSelectors: 3,
} as const;
