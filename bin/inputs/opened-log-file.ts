import { setImmediate } from 'node:timers/promises';
import type { RecordSieve } from '../../lib/core/json/record-sieve';
import { isGzip } from '../../lib/core/record/gzip/gzip-header';
import { isUtf16 } from '../../lib/core/record/gzip/utf16';
import { isCsvHead } from '../../lib/core/record/log-file/csv-values';
import {
  type LogFileTotals,
  NO_TOTALS,
  type SiftedEntry,
} from '../../lib/core/record/log-file/log-file-entry';
import { siftLogFile } from '../../lib/core/record/log-file/read-log-file';
import { whyNoLogFile } from '../../lib/core/record/log-file/why-no-log-file';
import { isOwnOutput, OWN_DECIDING_BYTES } from '../outputs/check-output-file';
import type { InputFile } from './input-file';
import type { Started } from './started-ahead';

const LOG_LIKE_ENDING = /\.(json|gz|ndjson|jsonl|log|txt)$/i;
/** The number of bytes from the start that are checked. */
const DECIDING_BYTES = 512;

/** Whether a file's name has an extension of log files. */
export function isNamedLikeLogFile(name: string): boolean {
  return LOG_LIKE_ENDING.test(name);
}

/**
 * Whether a file's first bytes could be a log file's: gzip, UTF-16, JSON, the names of columns, or a line of a CloudWatch
 * Logs export, which puts a time and a blank before the record. It says what is worth reading; the reader decides what it is.
 */
export function startsLikeLogFile(start: Uint8Array): boolean {
  if (isGzip(start) || isUtf16(start)) return true;
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

/**
 * Far above the reader's own limit, which is designed for CloudTrail's files: users also join a month of records into one file.
 * Memory is bounded regardless of the size; this limits the time that a gzip bomb can take.
 */
export const MAX_BYTES = 16 * 1024 ** 3;

/** The maximum time for which other events wait: received data, and the signals that end the command. */
const BREATH_INTERVAL_MS = 50;

/** Thrown by `read` for a file of a folder that neither looks nor is named like a log file, or that trailwatch wrote. */
export class NoLogFile extends Error {
  override readonly name = 'NoLogFile';
}

type Step = IteratorResult<readonly SiftedEntry[], LogFileTotals>;

/** An input whose reading has begun: its first entries are read ahead. */
export class OpenedLogFile implements Started {
  private readonly batches: AsyncGenerator<readonly SiftedEntry[], LogFileTotals>;
  private first: Promise<Step> | undefined;

  /** @param sieve tells which records need not be parsed */
  constructor(
    readonly input: InputFile,
    sieve?: RecordSieve,
  ) {
    const chunks = input.named ? input.open() : checkStart(input);
    this.batches = siftLogFile(chunks, { name: input.name, maxBytes: MAX_BYTES }, sieve);
    this.first = this.batches.next();
    // The first call of `next` gets the error; until then it is not unhandled.
    this.first.catch(() => undefined);
  }

  /** The next entries, or the totals at the end. Throws what opening and reading the input throws. */
  async next(): Promise<Step> {
    const { first } = this;
    this.first = undefined;
    await breathe();
    return first ?? this.batches.next();
  }

  /** Closes the input at any position. */
  async stop(): Promise<void> {
    await this.batches.return(NO_TOTALS);
  }
}

/** Small files are read synchronously: signals would have to wait until the last of them. */
export async function breathe(): Promise<void> {
  if (!mustBreathe()) return;
  await setImmediate();
  breathedAtMs = performance.now();
}

/** Whether it is time to `breathe`. */
export function mustBreathe(): boolean {
  return performance.now() - breathedAtMs >= BREATH_INTERVAL_MS;
}

let breathedAtMs = 0;

/**
 * The chunks of an input that the user did not name, the first ones joined.
 *
 * Throws {@link NoLogFile} if it is neither named like a log file nor starts like one, or if it is an earlier output of trailwatch: its alerts
 * look like records, and would raise alerts again.
 */
async function* checkStart(input: InputFile): AsyncGenerator<Uint8Array, void> {
  let start: Uint8Array | undefined = new Uint8Array();
  for await (const chunk of input.open()) {
    if (start === undefined) {
      yield chunk;
      continue;
    }
    start = start.length === 0 ? chunk : Buffer.concat([start, chunk]);
    if (start.length < OWN_DECIDING_BYTES && !isGzip(start)) continue;
    yield decide(input, start);
    start = undefined;
  }
  if (start !== undefined) yield decide(input, start);
}

function decide(input: InputFile, start: Uint8Array): Uint8Array {
  if (!isWorthReading(input, start)) throw new NoLogFile();
  return start;
}

/** Whether an input with this start is read as a log file. */
export function isWorthReading({ named, name }: InputFile, start: Uint8Array): boolean {
  if (named) return true;
  if (whyNoLogFile(name, start.length) === 'not-a-log-file' || isOwnOutput(start)) return false;
  return isNamedLikeLogFile(name) || startsLikeLogFile(start);
}
