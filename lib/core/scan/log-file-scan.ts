import type { Allowed } from '../compile/predicate/allowed-matcher';
import type { ContributionSink } from '../correlation/contribution-collector';
import type { MatchedRecord, RecordTexts } from '../correlation/counted-fields';
import type { Detections, RaisedRule } from '../correlation/detections';
import type { JsonObject } from '../json/json-value';
import { countedTextsAt } from '../json/record-sieve';
import { type ReadProblem, type ReadProblemCode, readProblem } from '../problem/read-problem';
import type {
  CountedEntry,
  LogFileTotals,
  PassedRecords,
  SiftedEntry,
} from '../record/log-file/log-file-entry';
import type { CloudTrailRecord } from '../record/record';
import { contentOf } from '../record/record-content';
import { IDENTITY_WORDS, type SeenBefore, type Sighting } from '../record/seen/seen-records';
import type { IgnoredReason } from '../record/unwrap-record';
import { type AlikeMatch, AlikeMatches, type RecordEntry, textsOf } from './alike-matches';
import { AllowedCounts } from './allowed-counts';

/** Counts over the records of a log file: `records` is the sum of the other four. */
export interface RecordCounts {
  readonly records: number;
  readonly duplicates: number;
  /** Records that satisfy a rule. */
  readonly matched: number;
  readonly unmatched: number;
  /** Elements of the file that are not usable records. */
  readonly rejected: number;
}

/** A log file to be scanned. */
export interface ScannedFile {
  /** What problems call it. */
  readonly name: string;
  /** Where it is stored, for the records that correlations count. */
  readonly place: { readonly bucket?: string; readonly key?: string };
}

/** Determines how a record compares with those before it. */
export interface Sightings {
  /**
   * @param isMatched whether the record satisfies a rule
   * @param index its place in its file, from 0
   */
  add(record: CloudTrailRecord, isMatched: boolean, index: number): Sighting;
  /**
   * The same of records one behind the other that were not parsed: which of them are not new.
   *
   * @param keys `KEY_WORDS` words for each
   * @param isMatched whether they satisfy rules
   * @param index of the first of them
   */
  addKeys(keys: Uint32Array, isMatched: boolean, index: number): readonly SeenBefore[];
}

/** What log files are scanned with. */
export interface ScanParts {
  readonly detections: Detections;
  /** `SeenRecords`, for all files or one for each; or what only notes the records, for who compares them later. */
  readonly seen: Sightings;
  /** Takes what the records add to correlations. */
  readonly contributions: ContributionSink;
}

/** A record as it is written, if `JSON.stringify` gives the same of it. */
export interface WrittenRecord {
  readonly text: string;
  /** What follows from it and from those that are alike. */
  readonly match: AlikeMatch;
  /** Its own id and time. */
  readonly own: RecordTexts;
}

/** A rule that raises an alert on a record. */
export interface Finding extends RaisedRule {
  /** Parsed when it is first asked for. */
  readonly record: CloudTrailRecord;
  readonly json?: WrittenRecord | undefined;
  /** The record's place in its file, from 0. */
  readonly index: number;
}

/** What an allow list or filter leaves out of a rule. */
export interface AllowedRecord {
  readonly allowed: Allowed;
  /** The record's place in its file, from 0. */
  readonly index: number;
}

/** What one batch of entries comes to. */
export interface ScannedBatch {
  /** In the order of the records, for each record in the order of the rules. */
  readonly findings: readonly Finding[];
  /** In the order of the records. */
  readonly allowed: readonly AllowedRecord[];
  /** The places of the records on which matching failed. */
  readonly failed: readonly number[];
  /** What is wrong with the file itself, as opposed to one of its elements. */
  readonly problems: readonly ReadProblem[];
}

type OpenBatch = { readonly [Part in keyof ScannedBatch]: ScannedBatch[Part][number][] };

/** Elements that are damaged: what they held is unknown. Other rejected elements are read, and are not records. */
const DAMAGE: readonly ReadProblemCode[] = ['bad-json', 'too-deep', 'record-too-large', 'match-failed'];

/** Most records come for the first time. */
const NOTHING_AGAIN = new Set<number>();

/** Maximum number of rejected elements of a file that are kept as examples. */
const MAX_EXAMPLES = 3;

/**
 * Scans one log file: matches its records against the rules, counts them, and collects what they add to correlations.
 * It reads, sends and prints nothing, and no content of the file makes it throw.
 */
export class LogFileScan {
  /** Why the file, or a part of it, legitimately has no records. */
  ignored: IgnoredReason | undefined;
  /** Of the unpacked text; known at the end of the file. */
  bytes = 0;
  /** Once the file was read to its end. */
  totals: LogFileTotals | undefined;
  /** The latest `eventTime` as text: CloudTrail writes all of them in UTC and in one length. */
  newestEventTime = '';
  /** The first one, but for records that were not parsed: of those that follow each other, their newest counts. */
  oldestEventTime = '';
  /** How many problems the file itself has. */
  problems = 0;
  /** The first damage, in the order of the file: a problem of the file, or an element that cannot be read. */
  firstDamage: ReadProblem | undefined;
  damages = 0;
  readonly rejections: ReadProblem[] = [];
  /** How many records have the identity of a record with other content; both are matched. */
  changed = 0;
  /** The first of them, by its place in the file. */
  firstChanged: number | undefined;
  /** What allow lists and filters leave out. */
  readonly allowed = new AllowedCounts();
  readonly #matches: AlikeMatches;
  readonly #counts = { records: 0, duplicates: 0, matched: 0, unmatched: 0, rejected: 0 };

  constructor(
    readonly file: ScannedFile,
    private readonly parts: ScanParts,
  ) {
    this.#matches = AlikeMatches.of(parts.detections);
  }

  get counts(): RecordCounts {
    return this.#counts;
  }

  /** Scans the next entries. */
  take(entries: readonly SiftedEntry[]): ScannedBatch {
    const batch: OpenBatch = { findings: [], allowed: [], failed: [], problems: [] };
    for (const entry of entries) this.#takeEntry(entry, batch);
    return batch;
  }

  /** Ends the scan with what reading counted. */
  end(totals: LogFileTotals): void {
    this.totals = totals;
    this.bytes = totals.bytes;
  }

  #takeEntry(entry: SiftedEntry, batch: OpenBatch): void {
    switch (entry.kind) {
      case 'record':
        this.#takeRecord(entry, batch);
        break;
      case 'passed':
        this.#pass(entry);
        break;
      case 'counted':
        this.#takeCounted(entry);
        break;
      case 'rejected':
        this.#reject(entry.problem);
        break;
      case 'problem':
        this.problems += 1;
        this.#damage(entry.problem);
        batch.problems.push(entry.problem);
        break;
      case 'ignored':
        this.ignored = entry.reason;
        break;
      default:
        entry satisfies never;
    }
  }

  #takeRecord(entry: RecordEntry, batch: OpenBatch): void {
    const { index } = entry;
    const { eventTime } = textsOf(entry);
    if (typeof eventTime === 'string') this.#noteTime(eventTime);
    try {
      this.#match(entry, batch);
    } catch (error) {
      // A record that matching fails on must not take the rest of its file along.
      batch.failed.push(index);
      const reason = `it could not be matched: ${String(error)}`;
      this.#reject(readProblem(this.file.name, 'match-failed', reason, { index }));
    }
  }

  #pass({ index, records, keys, newestEventTime }: PassedRecords): void {
    this.#noteTime(newestEventTime);
    const before = this.parts.seen.addKeys(keys, false, index);
    let duplicates = 0;
    for (const { place, sighting } of before) {
      if (sighting === 'changed') this.#noteChange(index + place);
      else duplicates += 1;
    }
    this.#count('duplicates', duplicates);
    this.#count('unmatched', records - duplicates);
  }

  #takeCounted(entry: CountedEntry): void {
    const { detections, contributions, seen } = this.parts;
    this.#noteTimes(entry);
    const before = seen.addKeys(entry.keys, true, entry.index);
    const again = before.length === 0 ? NOTHING_AGAIN : new Set<number>();
    for (const { place, sighting } of before) {
      if (sighting === 'changed') this.#noteChange(entry.index + place);
      else again.add(place);
    }
    detections.collectCounted(entry, { file: this.file.place, again }, contributions);
    this.#count('duplicates', again.size);
    this.#count('matched', entry.records - again.size);
  }

  /** Texts of times are in the order of the times. */
  #noteTimes(entry: CountedEntry): void {
    let [first, last] = [-1, -1];
    for (let place = 0; place < entry.records; place++) {
      const timeMs = entry.timesMs[place] as number;
      if (Number.isNaN(timeMs)) this.#noteTime(countedTextsAt(entry, place).eventTime);
      else {
        if (first < 0 || timeMs < (entry.timesMs[first] as number)) first = place;
        if (last < 0 || timeMs > (entry.timesMs[last] as number)) last = place;
      }
    }
    if (first < 0) return;
    for (const place of [first, last]) this.#noteTime(countedTextsAt(entry, place).eventTime);
  }

  #noteTime(eventTime: string): void {
    if (eventTime > this.newestEventTime) this.newestEventTime = eventTime;
    if (this.oldestEventTime === '' || (eventTime !== '' && eventTime < this.oldestEventTime))
      this.oldestEventTime = eventTime;
  }

  #noteChange(index: number): void {
    this.changed += 1;
    this.firstChanged ??= index;
  }

  #match(entry: RecordEntry, batch: OpenBatch): void {
    const { detections, contributions, seen } = this.parts;
    const { index, key } = entry;
    const match = this.#matches.matchOf(entry);
    const { detected } = match;
    const isMatched = detected.satisfied.length > 0;
    const text = isMatched ? stringifiedOf(entry) : undefined;
    const sighting =
      key === undefined
        ? seen.add(entry.record, isMatched, index)
        : seen.addKeys(isMatched ? key : withoutContent(key), isMatched, index)[0]?.sighting;
    if (sighting === 'duplicate') {
      this.#count('duplicates');
      return;
    }
    if (sighting === 'changed') this.#noteChange(index);
    const own = textsOf(entry);
    const raised = match.raisedOn(entry);
    if (isMatched) {
      const matched = new MatchedEntry(entry, own, text);
      const place = { ...this.file.place, index };
      detections.collect(detected, matched, place, contributions);
      detections.weigh(raised, matched, { place, into: contributions });
    }
    for (const { rule, severity } of raised) {
      const json = text === undefined ? undefined : { text, match, own };
      batch.findings.push({
        ...{ rule, severity, json, index },
        get record() {
          return entry.record;
        },
      });
    }
    for (const allowed of match.allowedOn(entry)) {
      this.allowed.add(allowed);
      batch.allowed.push({ allowed, index });
    }
    this.#count(isMatched ? 'matched' : 'unmatched');
  }

  #reject(problem: ReadProblem): void {
    this.#count('rejected');
    if (this.rejections.length < MAX_EXAMPLES) this.rejections.push(problem);
    if (DAMAGE.includes(problem.code)) this.#damage(problem);
  }

  #damage(problem: ReadProblem): void {
    this.damages += 1;
    this.firstDamage ??= problem;
  }

  #count(kind: Exclude<keyof RecordCounts, 'records'>, records = 1): void {
    this.#counts.records += records;
    this.#counts[kind] += records;
  }
}

/** What `JSON.stringify` gives of a record, if that is what is written. */
function stringifiedOf(entry: RecordEntry): string | undefined {
  const { written, key } = entry;
  return key === undefined ? contentOf(entry.record, written).json : written;
}

/** The key of a record that satisfies no rule. */
function withoutContent(key: Uint32Array): Uint32Array {
  return key.slice().fill(0, IDENTITY_WORDS);
}

/** A record that satisfies rules; it is parsed when it is first asked for. */
class MatchedEntry implements MatchedRecord {
  readonly fields: JsonObject | undefined;

  constructor(
    private readonly entry: RecordEntry,
    readonly texts: RecordTexts,
    readonly json: string | undefined,
  ) {
    this.fields = entry.known?.fields;
  }

  get record(): CloudTrailRecord {
    return this.entry.record;
  }
}

/** Gives the entries of a log file batch by batch, and the totals at its end; `readLogFile` is one. */
export interface EntryReader {
  next(): Promise<IteratorResult<readonly SiftedEntry[], LogFileTotals>>;
}

/** Scans the entries of a log file as they are read. Errors of reading pass through; who opened the reader closes it. */
export async function* scanLogFile(
  reader: EntryReader,
  scan: LogFileScan,
): AsyncGenerator<ScannedBatch, void> {
  for (;;) {
    const step = await reader.next();
    if (step.done === true) return scan.end(step.value);
    yield scan.take(step.value);
  }
}
