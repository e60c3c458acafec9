/**
 * What CloudTrail says of a trail in one Region. Times are in milliseconds since 1970.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetTrailStatus.html
 */
export interface TrailStatus {
  readonly isLogging: boolean;
  readonly hasValidation: boolean;
  /** When it was seen to be enabled, where an earlier look found it off. */
  readonly validatedMs?: number | undefined;
  /** When logging was last started and stopped. */
  readonly startedMs?: number | undefined;
  readonly stoppedMs?: number | undefined;
  /** The last files and messages that arrived. */
  readonly lastLogFileMs?: number | undefined;
  readonly lastDigestMs?: number | undefined;
  readonly lastLogGroupEventMs?: number | undefined;
  readonly lastNotificationMs?: number | undefined;
  /** Why the last one did not arrive: an error code of S3, CloudWatch Logs or SNS. */
  readonly logFileError?: string | undefined;
  readonly digestError?: string | undefined;
  readonly logGroupError?: string | undefined;
  readonly notificationError?: string | undefined;
}

/** What may be wrong with a trail in a Region. */
export const TRAIL_FINDINGS = [
  'no-trail',
  'not-logging',
  'log-file-error',
  'digest-error',
  'digest-late',
  'log-group-error',
  'notification-error',
] as const;

export type TrailFindingKind = (typeof TRAIL_FINDINGS)[number];

/** Something that is wrong with a trail in a Region. */
export interface TrailFinding {
  readonly kind: TrailFindingKind;
  /** A part of a sentence, such as `log files are not delivered (AccessDenied)`. */
  readonly text: string;
}
