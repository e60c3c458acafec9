import { isUtf16 } from '../../lib/core/gzip/utf16';
import { isCsvHead } from '../../lib/core/record/log-file/csv-values';

const LOG_LIKE_ENDING = /\.(json|gz|ndjson|jsonl|log|txt)$/i;
/** How many bytes from the start decide. */
const DECIDING_BYTES = 512;

/** Whether a file's name ends as log files' names do. */
export function isNamedLikeLogFile(name: string): boolean {
  return LOG_LIKE_ENDING.test(name);
}

/**
 * Whether a file's first bytes could be a log file's: gzip, UTF-16, JSON, the names of columns, or a line of a CloudWatch
 * Logs export, which puts a time and a blank before the record. It says what is worth reading; the reader decides what it is.
 */
export function startsLikeLogFile(start: Uint8Array): boolean {
  if ((start[0] === 0x1f && start[1] === 0x8b) || isUtf16(start)) return true;
  const text = Buffer.from(
    start.buffer,
    start.byteOffset,
    Math.min(start.byteLength, DECIDING_BYTES),
  ).toString();
  return (
    /^\ufeff?\s*([{[]|\d{4}-\d\d-\d\dT[\d:.+-]+Z?\s)/.test(text) ||
    isCsvHead(Buffer.from(text), true) === true
  );
}
