import type { RecordSieve } from '../../json/record-sieve';
import { type ByteChunks, ByteSource } from '../gzip/byte-source';
import { type SmallText, unpackText } from '../gzip/unpack-text';
import { LogFileEntries } from './log-file-entries';
import type { LogFileEntry, LogFileTotals, SiftedEntry } from './log-file-entry';

/** How a log file is to be read. */
export interface ReadLogFileOptions {
  /** The file's name in problems: a path, a key, a URL. */
  readonly name: string;
  /**
   * Unpacked text past this many bytes is not read: `too-large`.
   *
   * @default 256 MiB, five times the largest file that CloudTrail writes
   */
  readonly maxBytes?: number;
  /** Takes each piece of the unpacked text, before the entries that end in it. It must not change the piece. */
  readonly onText?: (text: Uint8Array) => void;
}

const DEFAULT_MAX_BYTES = 256 * 1024 * 1024;

/**
 * Maximum number of entries of a batch, which bounds the parsed records in memory: those of a batch live until its alerts are
 * written, and the garbage collector copies what lives.
 */
const BATCH_ENTRIES = 150;

/** Pieces of a text wait for each other up to this length. */
const BATCH_BYTES = 4 * 1024 * 1024;

/**
 * Reads the records of one log file, with their places, in the order of the file.
 *
 * Whether the file is gzip, and which of its forms it has, is detected from the content: `docs/investigate/inputs.md` lists them all.
 *
 * No content of the file makes this throw: problems are entries, and every record that can be separated still comes. An
 * error of `chunks` passes through as it is. A chunk must not change after it was given. The generator may be abandoned
 * at any time with `return()`, as `break` does, and then closes `chunks`.
 */
export function readLogFile(
  chunks: ByteChunks,
  options: ReadLogFileOptions,
): AsyncGenerator<readonly LogFileEntry[], LogFileTotals> {
  // Without a sieve no record is passed.
  return siftLogFile(chunks, options, undefined) as AsyncGenerator<readonly LogFileEntry[], LogFileTotals>;
}

/**
 * Reads a log file as {@link readLogFile} does, but parses only the records that the sieve holds back: the others satisfy
 * no rule.
 */
export async function* siftLogFile(
  chunks: ByteChunks,
  options: ReadLogFileOptions,
  sieve: RecordSieve | undefined,
): AsyncGenerator<readonly SiftedEntry[], LogFileTotals> {
  const source = new ByteSource(chunks);
  const { name, maxBytes = DEFAULT_MAX_BYTES, onText } = options;
  const batches = new EntryBatches(new LogFileEntries(name, maxBytes, sieve));
  const { entries } = batches;
  try {
    for await (const step of unpackText(source, { name, maxBytes })) {
      if ('problem' in step) entries.damage(step.problem);
      else {
        onText?.(step.text);
        entries.append(step.text);
      }
      yield* batches.take('text' in step && step.isAtHand === true ? step.text.length : undefined);
      if (entries.needsNoMore) break;
    }
    entries.end();
    yield* batches.take();
    return entries.totals(source.bytesTaken);
  } finally {
    await source.close();
  }
}

/** How a text that was unpacked is to be read. */
export interface ReadTextOptions extends Omit<ReadLogFileOptions, 'onText'> {
  /** Of the file, as it is packed. */
  readonly fileBytes: number;
}

/**
 * Reads the text of a log file that is in memory as {@link siftLogFile} reads the file, without waiting for anything: small files come by
 * the thousand, and the many steps of asynchronous generators take longer than searching them.
 */
export function siftSmallText(
  text: SmallText,
  { name, maxBytes = DEFAULT_MAX_BYTES, fileBytes }: ReadTextOptions,
  sieve: RecordSieve | undefined,
): Generator<readonly SiftedEntry[], LogFileTotals> {
  return smallEntries(new EntryBatches(new LogFileEntries(name, maxBytes, sieve)), text, fileBytes);
}

function* smallEntries(
  batches: EntryBatches,
  { text, isPacked }: SmallText,
  fileBytes: number,
): Generator<readonly SiftedEntry[], LogFileTotals> {
  const { entries } = batches;
  entries.append(text);
  // As `siftLogFile` has it of a piece of a packed file, and of a plain one.
  yield* batches.take(isPacked ? text.length : undefined);
  entries.end();
  yield* batches.take();
  return entries.totals(fileBytes);
}

/** Puts the entries of small pieces of a text together. */
class EntryBatches {
  private waiting: SiftedEntry[] = [];
  private waitingBytes = 0;

  constructor(readonly entries: LogFileEntries) {}

  /**
   * The batches that are ready.
   *
   * @param bytes how long the last piece of the text was, if the next one follows at once; otherwise nothing waits for it
   */
  *take(bytes?: number): Generator<readonly SiftedEntry[]> {
    for (;;) {
      const taken = this.entries.take(BATCH_ENTRIES - this.waiting.length);
      if (taken.length === 0) break;
      for (const entry of taken) this.waiting.push(entry);
      if (this.waiting.length === BATCH_ENTRIES) yield this.release();
    }
    this.waitingBytes += bytes ?? 0;
    const isEnough = bytes === undefined || this.waitingBytes >= BATCH_BYTES;
    if (isEnough && this.waiting.length > 0) yield this.release();
  }

  private release(): readonly SiftedEntry[] {
    const batch = this.waiting;
    this.waiting = [];
    this.waitingBytes = 0;
    return batch;
  }
}
