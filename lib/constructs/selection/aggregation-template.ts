/**
 * How data events are summed up, over five minutes, in records of their own.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/aggregating-data-events.html
 */
export enum AggregationTemplate {
  /** By what was called. */
  API_ACTIVITY = 'API_ACTIVITY',
  /** By what it was done to. */
  RESOURCE_ACCESS = 'RESOURCE_ACCESS',
  /** By who called. */
  USER_ACTIONS = 'USER_ACTIONS',
}
