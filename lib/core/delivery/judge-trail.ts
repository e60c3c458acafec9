import { DIGEST_PERIOD_MS, MISSING_AFTER_MS } from '../digest/digest-period';
import { toEventTime } from '../record/to-event-time';
import type { TrailFinding, TrailFindingKind, TrailStatus } from './trail-status';

/**
 * What is wrong with a trail in a Region; nothing of a trail that works. The age of the last log file says nothing, because CloudTrail
 * delivers none without events. A digest file comes every hour, with or without events.
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
  return `the trail does not log${since}`;
}

/** Where logging is off, or S3 takes no digest file, the age of the last one says nothing new. */
function lateDigest(status: TrailStatus, nowMs: number): readonly TrailFinding[] {
  const { isLogging, hasValidation, validatedMs, digestError = '', lastDigestMs, startedMs } = status;
  if (!isLogging || !hasValidation || digestError !== '') return [];
  const lastMs = Math.max(lastDigestMs ?? 0, startedMs ?? 0, validatedMs ?? 0);
  if (lastMs + DIGEST_PERIOD_MS + MISSING_AFTER_MS >= nowMs) return [];
  const text =
    lastDigestMs === undefined
      ? 'no digest file was ever delivered'
      : `no digest file since ${toEventTime(lastDigestMs)}`;
  return [{ kind: 'digest-late', text }];
}
