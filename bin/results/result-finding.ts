import { toJsonText } from '../../lib/core/safe-text/json-text';
import { toPrintable } from '../../lib/core/safe-text/printable';

/** Why a file is not valid. Stable: filters depend on them. */
export type ResultReason =
  | 'unreadable'
  | 'bad-signature'
  | 'unknown-key'
  | 'hash-mismatch'
  | 'absent'
  | 'unlisted'
  | 'no-sign-file'
  | 'sign-file-unverified';

/** Verdict on a file of saved results. */
export type ResultStatus = 'valid' | 'invalid' | 'missing' | 'extra' | 'unverified';

/** The verdict on one file of saved results, or on the file that signs them. */
export interface ResultFinding {
  readonly kind: 'sign' | 'result';
  readonly key: string;
  readonly status: ResultStatus;
  /** Absent if, and only if, the file is valid. */
  readonly reason?: ResultReason;
  /** One sentence, lower case, no full stop, without the key. */
  readonly message: string;
}

/** How findings are written. */
export type ResultFormat = 'table' | 'ndjson';

const STATUS_WIDTH = 11;

/** One line a file for programs: a contract. For people what is wrong, and under it why. */
export function renderResultFinding(
  { kind, key, status, reason, message }: ResultFinding,
  format: ResultFormat,
): string {
  if (format === 'ndjson') return `${toJsonText({ kind, key, status, reason, message })}\n`;
  const line = `${status.padEnd(STATUS_WIDTH)}${toPrintable(key)}\n`;
  return status === 'valid' ? line : `${line}${' '.repeat(STATUS_WIDTH)}${toPrintable(message)}\n`;
}

/** How many files have each verdict. */
export type ResultCounts = Record<ResultStatus, number>;

/** The last line on standard error, which scripts read. */
export function renderResultCounts(counts: ResultCounts, sets: number): string {
  const verdicts = Object.entries(counts).map(([status, count]) => `${status}=${count}`);
  return `results=${sets} ${verdicts.join(' ')}`;
}
