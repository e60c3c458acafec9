import { setImmediate as nextTurn } from 'node:timers/promises';
import { toShown } from '../../lib/core/alert/correlated/shown-record';
import { toAlert } from '../../lib/core/alert/from-record/to-alert';
import {
  AlertLines,
  addCounts,
  type BatchOutcome,
  encodeOutcome,
  NO_SEARCH_COUNTS,
  RuleCounts,
  type SearchProblem,
  type StoredGroup,
} from '../../lib/core/archive-search/batch-outcome';
import { Lessons } from '../../lib/core/archive-search/lessons';
import { decodeBatch, type PlannedFile, type SearchedDays } from '../../lib/core/archive-search/search-batch';
import { nameOfBatch, SEARCH_FILES, searchPrefix } from '../../lib/core/archive-search/search-place';
import type { SearchRules } from '../../lib/core/archive-search/search-rules';
import { ContributionCollector } from '../../lib/core/correlation/contribution-collector';
import type { Detections } from '../../lib/core/correlation/detections';
import type { StoredObject } from '../../lib/core/digest/archive-reader';
import { mapAhead } from '../../lib/core/digest/chain/map-ahead';
import { renderWithoutFile } from '../../lib/core/problem/read-problem';
import type { ByteChunks } from '../../lib/core/record/gzip/byte-source';
import { NO_TOTALS } from '../../lib/core/record/log-file/log-file-entry';
import { readLogFile } from '../../lib/core/record/log-file/read-log-file';
import { parseObjectKey } from '../../lib/core/record/object-key';
import { SeenRecords } from '../../lib/core/record/seen/seen-records';
import { timeTextOf } from '../../lib/core/record/to-event-time';
import { AllowedCounts } from '../../lib/core/scan/allowed-counts';
import { type EntryReader, type Finding, LogFileScan, scanLogFile } from '../../lib/core/scan/log-file-scan';
import type { TextStore } from '../aws/s3/text-store';

/** The input from the state machine. */
export interface SearchEvent {
  readonly execution: string;
  /** The hash of the rules. */
  readonly rules: string;
  /** The key of a batch in the results bucket. */
  readonly batch: string;
}

/** The side effects of searching a batch; its texts are those of the results bucket. */
export interface SearchPorts extends TextStore {
  /** The archive. */
  readonly bucketName: string;
  readonly maxLogFileBytes: number;
  readonly rules: Pick<SearchRules, 'load'>;
  /** A log file of the archive. Throws if a retry may succeed. */
  readonly readLogFile: (key: string) => Promise<StoredObject>;
  /** Aborts when the remaining time is reserved for the response. */
  readonly outOfTime: AbortSignal;
}

/** Thrown if S3 did not return some files of a batch; a retry may succeed. Step Functions shows the name as the error. */
export class FilesUnread extends Error {
  override readonly name = 'FilesUnread';
}

/**
 * Searches the files of one batch like the log processor, and writes the results.
 *
 *     batch ──► read, several at a time ──► match, in order ──► alerts, files named by their content
 *                                                         └──► the outcome, last: it names these files
 *
 * A terminated attempt leaves no outcome, or the complete one of the previous attempt. Retries write the same files again.
 *
 * @throws {@link FilesUnread} after all is written, if a retry may read the remaining files
 */
export async function searchBatch(
  { execution, rules, batch }: SearchEvent,
  ports: SearchPorts,
): Promise<void> {
  const { bucketName, maxLogFileBytes, outOfTime, putText } = ports;
  const detections = await ports.rules.load(rules);
  const planned = await ports.readText(batch);
  if (planned === undefined) throw new Error(`there is no batch in the results bucket named '${batch}'`);
  const folder = searchPrefix(execution);
  const name = nameOfBatch(batch);
  const lines = new AlertLines(`${folder}${SEARCH_FILES.alerts}${name}/`, putText);
  const { files, learns = false, days } = decodeBatch(planned);
  const lessons = learns ? new Lessons() : undefined;
  const search = new BatchSearch({
    detections,
    lines,
    bucketName,
    maxLogFileBytes,
    outOfTime,
    lessons,
    days,
  });
  for await (const file of readAhead(files, ports.readLogFile)) await search.take(file);
  await lines.end();
  if (lessons !== undefined) await putText(`${folder}${SEARCH_FILES.lessons}${name}.json`, lessons.encode());
  const contributions = await writeContributions(
    `${folder}${SEARCH_FILES.contributions}${name}.json`,
    search.contributions,
    putText,
  );
  const outcome = { ...search.outcome, alertFiles: lines.files, ...contributions };
  await putText(`${folder}${SEARCH_FILES.outcomes}${name}.json`, encodeOutcome(outcome));
  if (search.failures > 0)
    throw new FilesUnread(`${search.failures} of the files could not be read: ${search.firstFailure}`);
}

async function writeContributions(
  key: string,
  contributions: ContributionCollector,
  putText: SearchPorts['putText'],
): Promise<{ readonly contributions?: string }> {
  if (contributions.size === 0) return {};
  const groups = contributions.groups().map(
    ({ plan, tally, ...rest }): StoredGroup => ({
      ...rest,
      plan: plan.fingerprint,
      tally: tally?.toJSON(),
    }),
  );
  await putText(key, JSON.stringify({ version: 1, groups }));
  return { contributions: key };
}

/** The number of files that are read concurrently: enough to hide the latency of S3 behind the matching on one processor. */
const FILES_AHEAD = 12;

/** Larger files are streamed when it is their turn; nearly all CloudTrail files have a hundredth of this size. */
const MAX_BYTES_AHEAD = 4 * 1024 * 1024;

/** A file of a batch that is read, being read, or unreadable. */
export interface ReadFile {
  readonly file: PlannedFile;
  readonly object: StoredObject | { readonly kind: 'failed'; readonly error: unknown };
}

/** Reads the files of a batch in their order, several at a time. It never throws. */
function readAhead(
  files: readonly PlannedFile[],
  read: (key: string) => Promise<StoredObject>,
): AsyncGenerator<ReadFile, void> {
  return mapAhead(files, FILES_AHEAD, async (file) => ({ file, object: await readFile(file, read) }));
}

async function readFile(
  { key, sizeBytes }: PlannedFile,
  read: (key: string) => Promise<StoredObject>,
): Promise<ReadFile['object']> {
  if (sizeBytes > MAX_BYTES_AHEAD) return { kind: 'stored', chunks: readLater(() => read(key)) };
  try {
    const object = await read(key);
    return object.kind === 'stored' ? { kind: 'stored', chunks: await collect(object.chunks) } : object;
  } catch (error) {
    return { kind: 'failed', error };
  }
}

async function* readLater(read: () => Promise<StoredObject>): AsyncGenerator<Uint8Array, void> {
  const object = await read();
  if (object.kind === 'stored') yield* object.chunks;
  else throw new Error(object.kind === 'absent' ? GONE : object.problem);
}

/** Of an object that was listed. */
export const GONE =
  'it was deleted after it was listed; check who deleted it, and the lifecycle rules of the bucket';

async function collect(chunks: ByteChunks): Promise<readonly Uint8Array[]> {
  const held: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    held.push(chunk);
    bytes += chunk.length;
    if (bytes > MAX_BYTES_AHEAD) throw new Error('it is larger than when it was listed');
  }
  return held;
}

/** Options for searching a batch. */
export interface BatchSearchParts {
  readonly detections: Detections;
  readonly lines: Pick<AlertLines, 'add'>;
  readonly bucketName: string;
  readonly maxLogFileBytes: number;
  readonly outOfTime: AbortSignal;
  /** Receives every record; absent if nothing is learned. */
  readonly lessons?: Lessons | undefined;
  /** The only days whose records are searched in files that were delivered after them; absent if there are no such files. */
  readonly days?: SearchedDays | undefined;
}

/** Searches files one after the other, and counts. */
class BatchSearch {
  readonly contributions = new ContributionCollector(toShown);
  /** The number of files that could not be read, but may be readable later. */
  failures = 0;
  firstFailure = '';
  readonly #rules = new RuleCounts();
  readonly #allowed = new AllowedCounts();
  readonly #problems: SearchProblem[] = [];
  #counts = NO_SEARCH_COUNTS;

  constructor(private readonly parts: BatchSearchParts) {}

  /** Of all files so far. */
  get outcome(): Omit<BatchOutcome, 'alertFiles'> {
    const { counts: alerts } = this.#rules;
    return { counts: this.#counts, alerts, problems: this.#problems, allowed: this.#allowed.counts };
  }

  /** Searches a file. Problems with it are recorded; only a timeout, or an error of the alerts' store, is thrown. */
  async take({ file: { key }, object }: ReadFile): Promise<void> {
    this.parts.outOfTime.throwIfAborted();
    switch (object.kind) {
      case 'stored':
        return this.#search(key, object.chunks);
      case 'absent':
        return this.#note(key, GONE);
      case 'unreadable':
        return this.#note(key, object.problem);
      case 'failed':
        return this.#fail(key, object.error);
      default:
        object satisfies never;
    }
  }

  async #search(key: string, chunks: ByteChunks): Promise<void> {
    const { detections, bucketName: bucket, maxLogFileBytes: maxBytes, outOfTime } = this.parts;
    const name = key.slice(key.lastIndexOf('/') + 1);
    // A record is a duplicate only of one in the same file: readers of the alerts recognize equal ones by their ids.
    const parts = { detections, seen: new SeenRecords(), contributions: this.contributions };
    const scan = new LogFileScan({ name, place: { bucket, key } }, parts);
    const entries = readLogFile(orFailed(chunks), { name, maxBytes });
    const chosen = this.#chosen(entries, key);
    const reader = this.parts.lessons === undefined ? chosen : taught(chosen, this.parts.lessons);
    try {
      for await (const { findings } of scanLogFile(reader, scan)) {
        for (const finding of findings) await this.#raise(key, finding);
        outOfTime.throwIfAborted();
        // Yields to the event loop, so that reading of other files continues during this text.
        await nextTurn();
      }
    } catch (error) {
      if (!(error instanceof ReadFailed)) throw error;
      this.#fail(key, error.cause);
    } finally {
      await entries.return(NO_TOTALS);
    }
    this.#count(key, scan);
  }

  /** Of a file that was delivered after the days of the search only their records. */
  #chosen(entries: EntryReader, key: string): EntryReader {
    const { days } = this.parts;
    const day = parseObjectKey(key)?.date;
    return days === undefined || day === undefined || day < days.behind ? entries : recordsOf(days, entries);
  }

  async #raise(key: string, { rule, severity, record, index }: Finding): Promise<void> {
    const source = { bucket: this.parts.bucketName, key, index };
    this.#rules.add({ ruleId: rule.id, title: rule.title, severity });
    await this.parts.lines.add(toAlert(rule, record, { route: 'archive-search', source }));
  }

  #count(
    key: string,
    { counts, bytes, totals, allowed, rejections, firstDamage, damages }: LogFileScan,
  ): void {
    const isWhole = totals !== undefined && totals.problems === 0;
    this.#counts = addCounts(this.#counts, { ...counts, bytes, files: isWhole ? 1 : 0 });
    this.#allowed.addAll(allowed.counts);
    const problem = firstDamage ?? rejections[0];
    if (problem === undefined) return;
    const more = Math.max(damages, counts.rejected) - 1;
    this.#note(key, `${renderWithoutFile(problem)}${more > 0 ? ` (and ${more} more)` : ''}`);
  }

  #fail(key: string, error: unknown): void {
    const problem = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    this.failures += 1;
    if (this.failures === 1) this.firstFailure = `${key}: ${problem}`;
    this.#note(key, problem);
  }

  #note(key: string, problem: string): void {
    this.#problems.push({ key, problem });
  }
}

/** The same entries; their records are learned. */
function taught(reader: EntryReader, lessons: Lessons): EntryReader {
  return {
    async next() {
      const step = await reader.next();
      if (step.done !== true)
        for (const entry of step.value) if (entry.kind === 'record') lessons.take(entry.record);
      return step;
    },
  };
}

/** The same entries without the records of other days; what has no time stays. */
function recordsOf({ first, behind }: SearchedDays, reader: EntryReader): EntryReader {
  const isOther = (time: string | undefined) => time !== undefined && (time < first || time >= behind);
  return {
    async next() {
      const step = await reader.next();
      if (step.done === true) return step;
      return {
        value: step.value.filter((entry) => entry.kind !== 'record' || !isOther(timeTextOf(entry.record))),
      };
    },
  };
}

/** Thrown if a file could not be read to its end. */
class ReadFailed extends Error {
  override readonly name = 'ReadFailed';
}

/** Distinguishes errors of reading from all other errors. */
async function* orFailed(chunks: ByteChunks): AsyncGenerator<Uint8Array, void> {
  try {
    yield* chunks;
  } catch (cause) {
    throw new ReadFailed('the file was not read completely', { cause });
  }
}
