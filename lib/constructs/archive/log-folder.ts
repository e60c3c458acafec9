/** What a trail writes: each kind of file has a folder of its own below the account. */
export enum LogFolder {
  /** Management and data events. */
  RECORDS = 'CloudTrail',
  /** Insights events. */
  INSIGHTS = 'CloudTrail-Insight',
  /** Network activity events. */
  NETWORK_ACTIVITY = 'CloudTrail-NetworkActivity',
  /** Data events that were added up. */
  AGGREGATED = 'CloudTrail-Aggregated',
  /** Digests, which prove the other files and hold no record. */
  DIGESTS = 'CloudTrail-Digest',
}
