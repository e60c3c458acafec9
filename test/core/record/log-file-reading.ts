import { gzipSync } from 'node:zlib';
import type { JsonObject } from '../../../lib/core/json/json-value';
import type { LogFileEntry, LogFileTotals } from '../../../lib/core/record/log-file/log-file-entry';
import { type ReadLogFileOptions, readLogFile } from '../../../lib/core/record/log-file/read-log-file';

/** Everything that reading a file gave. */
export interface Reading {
  readonly entries: readonly LogFileEntry[];
  readonly totals: LogFileTotals;
}

/** Reads chunks to the end. A text is one chunk of its UTF-8 bytes. */
export async function reading(
  content: string | Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  options: Partial<ReadLogFileOptions> = {},
): Promise<Reading> {
  const chunks = typeof content === 'string' ? [Buffer.from(content)] : content;
  return entriesOf(readLogFile(chunks, { name: 'file', ...options }));
}

/** The entries of all batches, and the totals. */
export async function entriesOf<T>(
  batches: AsyncGenerator<readonly T[], LogFileTotals> | Generator<readonly T[], LogFileTotals>,
): Promise<{ readonly entries: readonly T[]; readonly totals: LogFileTotals }> {
  const entries: T[] = [];
  for (;;) {
    const step = await batches.next();
    if (step.done === true) return { entries, totals: step.value };
    entries.push(...step.value);
  }
}

/** The records of a reading. */
export function recordsOf({ entries }: Reading): readonly unknown[] {
  return entries.flatMap((entry) => (entry.kind === 'record' ? [entry.record] : []));
}

/** The messages of all problems, those of single records too. */
export function messagesOf({ entries }: Reading): readonly string[] {
  return entries.flatMap((entry) => ('problem' in entry ? [entry.problem.message] : []));
}

/** Bytes cut into chunks of one size. */
export function chunksOf(bytes: Uint8Array, size: number): readonly Uint8Array[] {
  const chunks: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += size) chunks.push(bytes.subarray(at, at + size));
  return chunks;
}

/** A record with the three required fields, told apart by its number. */
export function numbered(number: number): JsonObject {
  const eventTime = '2026-08-11T22:15:00Z';
  return { eventVersion: '1.11', eventTime, eventSource: 's3.amazonaws.com', eventName: 'GetObject', number };
}

/** A log file as CloudTrail writes it. */
export function gzippedLogFile(records: readonly unknown[]): Buffer {
  return gzipSync(JSON.stringify({ Records: records }));
}
