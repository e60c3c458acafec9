import { type ByteChunks, ByteSource } from '../gzip/byte-source';
import { type GunzipStep, gunzip } from '../gzip/gunzip';
import { gunzipWhole } from '../gzip/gunzip-whole';
import { isGzip } from '../gzip/gzip-header';
import { LogFileEntries } from './log-file-entries';
import type { LogFileEntry, LogFileTotals } from './log-file-entry';

/** How a log file is to be read. */
export interface ReadLogFileOptions {
  /** What problems call the file: a path, a key, a URL. */
  readonly name: string;
  /**
   * Unpacked text past this many bytes is not read: `too-large`.
   *
   * @default 256 MiB, five times the largest file that CloudTrail writes
   */
  readonly maxBytes?: number;
}

const DEFAULT_MAX_BYTES = 256 * 1024 * 1024;

/** A gzip file of fewer bytes is tried in one go, which takes two thirds of the time. */
const WHOLE_FILE_BYTES = 4 * 1024 * 1024;

/** Entries are handed over in batches of at most so many, which bounds the parsed records in memory. */
const BATCH_ENTRIES = 500;

/**
 * Reads the records of one log file, with their places, in the order of the file.
 *
 * Whether the file is gzip, and which of its forms it has, is told from the content: `{"Records":[…]}`, a bare array,
 * newline-delimited or concatenated records, LookupEvents output, EventBridge envelopes, CloudWatch Logs exports,
 * output and subscription data; with or without a byte order mark.
 *
 * Nothing that the file holds makes this throw: faults are entries, and every record that can be told apart still
 * comes. An error of `chunks` passes through as it is. A chunk must not change after it was given. The generator may
 * be abandoned at any time with `return()`, as `break` does, and then closes `chunks`.
 */
export async function* readLogFile(
  chunks: ByteChunks,
  options: ReadLogFileOptions,
): AsyncGenerator<readonly LogFileEntry[], LogFileTotals> {
  const source = new ByteSource(chunks);
  const entries = new LogFileEntries(options.name, options.maxBytes ?? DEFAULT_MAX_BYTES);
  try {
    for await (const step of unpack(source, options.name)) {
      if ('problem' in step) entries.damage(step.problem);
      else entries.append(step.text);
      yield* batchesOf(entries);
      if (entries.needsNoMore) break;
    }
    entries.end();
    yield* batchesOf(entries);
    return entries.totals(source.bytesTaken);
  } finally {
    await source.close();
  }
}

function* batchesOf(entries: LogFileEntries): Generator<readonly LogFileEntry[]> {
  for (;;) {
    const batch = entries.take(BATCH_ENTRIES);
    if (batch.length > 0) yield batch;
    if (batch.length < BATCH_ENTRIES) return;
  }
}

async function* unpack(source: ByteSource, file: string): AsyncGenerator<GunzipStep> {
  const first = await source.take(2);
  source.unread(first);
  if (!isGzip(first)) return yield* plainText(source);
  const beginning = await source.take(WHOLE_FILE_BYTES);
  const text = beginning.length < WHOLE_FILE_BYTES ? gunzipWhole(beginning) : undefined;
  if (text !== undefined) {
    yield { text };
    return;
  }
  source.unread(beginning);
  yield* gunzip(source, file);
}

async function* plainText(source: ByteSource): AsyncGenerator<GunzipStep> {
  for (;;) {
    const text = await source.next();
    if (text === undefined) return;
    yield { text };
  }
}
