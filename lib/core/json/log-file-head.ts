import type { ByteWindow } from './byte-window';
import { RECORDS } from './record-sieve';

/** How CloudTrail begins a log file, and every record in it. */
export const LOG_FILE_HEAD = Buffer.from(`{"${RECORDS}":[`);
const RECORD_HEAD = Buffer.from('{"eventVersion":"');

/**
 * How a text begins: `damaged` if as a log file of which one byte of the head is another one. Its list is known by its place and by
 * what follows it: the name would be of no use. Undefined if that takes more bytes.
 */
export function readLogFileHead(window: ByteWindow, isEnded: boolean): 'damaged' | 'other' | undefined {
  const { bytes } = window;
  const damaged = LOG_FILE_HEAD.filter((byte, at) => at < bytes.length && byte !== bytes[at]).length;
  if (damaged > 1 || (damaged === 0 && bytes.length >= LOG_FILE_HEAD.length)) return 'other';
  const end = LOG_FILE_HEAD.length + RECORD_HEAD.length;
  if (bytes.length < end) return isEnded ? 'other' : undefined;
  return RECORD_HEAD.equals(bytes.subarray(LOG_FILE_HEAD.length, end)) ? 'damaged' : 'other';
}
