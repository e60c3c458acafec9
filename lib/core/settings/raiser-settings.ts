/** How alerts are claimed, counted and grouped: the part of a handler's settings that every route shares. */
export interface RaiserSettings {
  /** How long a claim keeps others off an alert that is being sent. At least the function's timeout. */
  readonly leaseSeconds: number;
  /** How long a claim remembers that an alert was sent. */
  readonly rememberDays: number;
  /** How many alerts of one rule and account are sent singly in a window; the rest are grouped. */
  readonly stormThreshold: number;
  /** At least as many of a critical rule; 500 where it is undefined. It is not in the environment. */
  readonly criticalThreshold?: number;
  /** The length of that window, by event time. */
  readonly stormWindowMinutes: number;
  /** How long after the first grouped alert the storm report comes; at most 900, SQS's longest delay. */
  readonly stormReportDelaySeconds: number;
}
