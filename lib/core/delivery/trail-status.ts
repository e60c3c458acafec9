import type { DeliveryConditionKind } from '../alert/operational/delivery-rule';
import { DIGEST_PERIOD_MS, MISSING_AFTER_MS } from '../digest/digest';
import { toEventTime } from '../record/to-event-time';

/**
 * What CloudTrail reports about a trail in one Region. Times are in milliseconds since 1970.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetTrailStatus.html
 */
export interface TrailStatus {
  readonly isLogging: boolean;
  readonly hasValidation: boolean;
  /** When it was seen to be enabled, where an earlier look found it off or there was none. */
  readonly validatedMs?: number | undefined;
  /** When logging was last started and stopped. */
  readonly startedMs?: number | undefined;
  readonly stoppedMs?: number | undefined;
  /** The last files that arrived. */
  readonly lastLogFileMs?: number | undefined;
  readonly lastDigestMs?: number | undefined;
  /** Why the last one did not arrive: an error code of S3, CloudWatch Logs or SNS. */
  readonly logFileError?: string | undefined;
  readonly digestError?: string | undefined;
  readonly logGroupError?: string | undefined;
  readonly notificationError?: string | undefined;
}

/** The problems that a trail can have in a Region. */
const TRAIL_FINDINGS = [
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

/**
 * The problems of a trail in a Region; none for a trail that works. The age of the last log file shows nothing, because
 * CloudTrail delivers none without events. A digest file comes every hour, with or without events.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-digest-file-structure.html
 */
export function judgeTrail(status: TrailStatus, nowMs: number): readonly TrailFinding[] {
  const stopped = status.isLogging ? [] : [{ kind: 'not-logging', text: notLogging(status) } as const];
  const errors = ERRORS.flatMap(([kind, error, text]) => {
    const code = error(status);
    return code === undefined || code === '' ? [] : [{ kind, text: `${text} (${code})` }];
  });
  return [...stopped, ...errors, ...lateDigest(status, nowMs)];
}

const ERRORS: readonly (readonly [
  TrailFindingKind,
  error: (status: TrailStatus) => string | undefined,
  string,
])[] = [
  ['log-file-error', ({ logFileError }) => logFileError, 'log files are not delivered'],
  ['digest-error', ({ digestError }) => digestError, 'digest files are not delivered'],
  ['log-group-error', ({ logGroupError }) => logGroupError, 'events do not reach CloudWatch Logs'],
  ['notification-error', ({ notificationError }) => notificationError, 'SNS notifications are not sent'],
];

function notLogging({ stoppedMs }: TrailStatus): string {
  const since = stoppedMs === undefined ? '' : ` since ${toEventTime(stoppedMs)}`;
  return `the trail is not logging${since}`;
}

/** Where logging is off, or S3 takes no digest file, the age of the last one shows nothing new. */
function lateDigest(status: TrailStatus, nowMs: number): readonly TrailFinding[] {
  const { isLogging, hasValidation, validatedMs, digestError = '', lastDigestMs, startedMs } = status;
  if (!isLogging || !hasValidation || digestError !== '') return [];
  if (isRecent(Math.max(lastDigestMs ?? 0, startedMs ?? 0, validatedMs ?? 0), nowMs)) return [];
  const text =
    lastDigestMs === undefined
      ? 'no digest file was ever delivered'
      : `no digest file since ${toEventTime(lastDigestMs)}`;
  return [{ kind: 'digest-late', text }];
}

function isRecent(digestMs: number, nowMs: number): boolean {
  return digestMs + DIGEST_PERIOD_MS + MISSING_AFTER_MS >= nowMs;
}

/**
 * Whether a status shows that what it does not have is over. Of a trail that is not logging it does not: nothing is delivered that
 * could fail. Digest files come again once one has come; that logging or validation was stopped, or begins anew, is no digest file.
 */
export function showsEnd(kind: DeliveryConditionKind, status: TrailStatus, nowMs: number): boolean {
  const { isLogging, hasValidation, digestError = '', lastDigestMs = 0 } = status;
  if (kind === 'status-refused') return true;
  if (!isLogging) return false;
  if (kind !== 'digest-error' && kind !== 'digest-late') return true;
  return hasValidation && digestError === '' && isRecent(lastDigestMs, nowMs);
}
