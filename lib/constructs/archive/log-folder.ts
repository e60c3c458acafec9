/** The kinds of files that a trail writes. Each has its own folder under the account. */
export enum LogFolder {
  /** Management and data events. */
  RECORDS = 'CloudTrail',
  /** Insights events. */
  INSIGHTS = 'CloudTrail-Insight',
  /** Network activity events. */
  NETWORK_ACTIVITY = 'CloudTrail-NetworkActivity',
  /** Aggregated data events. */
  AGGREGATED = 'CloudTrail-Aggregated',
  /** Digest files, which prove the integrity of the other files and contain no records. */
  DIGESTS = 'CloudTrail-Digest',
}
