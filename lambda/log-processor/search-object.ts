import { setImmediate as nextTurn } from 'node:timers/promises';
import { toShown } from '../../lib/core/alert/correlated/shown-record';
import {
  type CollectedGroup,
  ContributionCollector,
} from '../../lib/core/correlation/contribution-collector';
import { NO_TOTALS } from '../../lib/core/record/log-file/log-file-entry';
import { siftLogFile } from '../../lib/core/record/log-file/read-log-file';
import { SeenRecords } from '../../lib/core/record/seen/seen-records';
import { sha256Hex } from '../../lib/core/record/sha256';
import { LogFileScan, scanLogFile } from '../../lib/core/scan/log-file-scan';
import { type Marker, markedEntries } from '../../lib/core/scan/novelty/marked-entries';
import type { ObjectAddress } from '../aws/s3/read-object';
import { deliveryTimeOf } from '../raise/expiry';
import type { Raised } from '../raise/raise-alert';
import { singleLimit } from '../raise/storm/alert-window';
import { type AlertPosition, comparePositions, END_POSITION } from './alert-position';
import { AlertSelection } from './alert-selection';
import { chunksOf, outOfTimeFor } from './begin-reading';
import type { FileProgress } from './continuation-message';
import { partitionOf } from './correlator';
import type { Invocation } from './invocation';
import { type FileRaising, raiseSelection } from './raise-selection';

/** What came of searching one object: as far as it got, also when it failed. */
export interface Search {
  readonly scan: LogFileScan;
  readonly alerts: Readonly<Record<Raised, number>>;
  /** Why records or alerts are left over: S3, the table, the topic, or the time. The first of them. */
  readonly errors: readonly unknown[];
  /** How far it came when time ran out; undefined if it came to the end, no further than before, or if there are errors. */
  readonly progress: FileProgress | undefined;
}

/** So many errors of one file are kept; one makes the message return. */
const MAX_ERRORS = 20;

/** An object that is searched. */
export interface SearchedObject {
  readonly object: ObjectAddress;
  /** Its bytes, for the first pass. */
  readonly chunks: AsyncIterable<Uint8Array>;
  /** How far an earlier message came with it. */
  readonly begun: FileProgress;
  /** Whether an earlier receive of its message, or another message, may have searched it in part. */
  readonly isAgain: boolean;
  /** Called when the file adds nothing more to groups. */
  readonly endSearch: () => void;
}

/** Which groups these are, in their order; nothing of none. */
function hashOf(groups: readonly CollectedGroup[]): string {
  return groups.length === 0
    ? ''
    : sha256Hex(groups.map(({ plan, group }) => partitionOf(plan, group)).join('\n')).slice(0, 32);
}

/** Reads an object to its end, matches its records, and raises their alerts. It never throws. */
export async function searchObject(invocation: Invocation, searched: SearchedObject): Promise<Search> {
  const search = new ObjectSearch(invocation, searched);
  try {
    await search.run();
  } catch (error) {
    search.fail(error);
  }
  return search;
}

/**
 * Searches one object, in as many passes as its alerts need: of each pass, the most severe alerts are held in memory
 * with their records (alert-selection.ts), so that no flood of others comes before them.
 *
 *     pass: read ── match ── select ── raise, most severe first ── group what is past its threshold
 *     first pass, then: count what the file adds to correlations
 */
class ObjectSearch implements Search {
  readonly scan: LogFileScan;
  readonly alerts: Record<Raised, number> = { sent: 0, grouped: 0, repeated: 0, tried: 0, silenced: 0 };
  readonly errors: unknown[] = [];
  progress: FileProgress | undefined;
  readonly #contributions = new ContributionCollector(toShown);
  readonly #raising: FileRaising;
  #position: AlertPosition;
  #isRead = false;
  /** How many groups are counted, and how many of them were before. */
  #groups: number;
  #groupsBefore: number;

  readonly #object: ObjectAddress;
  readonly #markers: readonly Marker[];

  constructor(
    private readonly invocation: Invocation,
    private readonly searched: SearchedObject,
  ) {
    const { object, begun } = searched;
    this.#object = object;
    this.#markers = invocation.newMarkers();
    this.scan = this.#newScan(this.#contributions);
    this.#position = begun.position;
    this.#groups = begun.groups;
    this.#groupsBefore = begun.groups;
    const fail = (error: unknown) => this.fail(error);
    this.#raising = { invocation, object, counts: this.alerts, done: new Set(), fail };
  }

  async run(): Promise<void> {
    try {
      if (this.searched.isAgain) for (const marker of this.#markers) await marker.recall?.(this.#name);
      await this.#pass(this.scan, this.searched.chunks);
    } finally {
      this.searched.endSearch();
      // What was read is counted, also if the rest of the file cannot be read.
      await this.#correlate();
    }
    while (this.#hasMore()) {
      const again = chunksOf(this.invocation, this.#object);
      await this.#pass(this.#newScan(new ContributionCollector()), again);
    }
    if (this.errors.length > 0) return;
    if (this.#isDone()) await this.#learn();
    else this.#stop();
  }

  fail(error: unknown): void {
    if (this.errors.length < MAX_ERRORS) this.errors.push(error);
  }

  /** A record is a duplicate only if the *same* file had it before: where another had it, its alert may have failed. */
  #newScan(contributions: ContributionCollector): LogFileScan {
    const { bucket, key } = this.#object;
    const { detections } = this.invocation;
    const file = { name: key.slice(key.lastIndexOf('/') + 1), place: { bucket, key } };
    return new LogFileScan(file, { detections, seen: new SeenRecords(), contributions });
  }

  #hasMore(): boolean {
    return !this.#areAlertsDone() && this.errors.length === 0 && !this.invocation.outOfTime.aborted;
  }

  #areAlertsDone(): boolean {
    return comparePositions(this.#position, END_POSITION) >= 0;
  }

  #isDone(): boolean {
    return this.#isRead && this.#areAlertsDone() && this.#groups >= this.#contributions.size;
  }

  /** Out of time: another message goes on from here, if this one came further than the one before. */
  #stop(): void {
    const { position } = this.searched.begun;
    const groups = this.#groupsBefore;
    const isFurther = comparePositions(this.#position, position) > 0 || this.#groups > groups;
    if (!isFurther) throw outOfTimeFor(this.#object);
    const groupsHash = hashOf(this.#contributions.groups().slice(0, this.#groups));
    this.progress = { position: this.#position, groups: this.#groups, groupsHash };
  }

  async #pass(scan: LogFileScan, chunks: AsyncIterable<Uint8Array>): Promise<void> {
    const from = this.#position;
    const selection = this.#newSelection(from);
    let isWhole = false;
    try {
      isWhole = await this.#read(chunks, scan, selection);
    } finally {
      if (selection.windows.length > 0 || this.#contributions.size > 0) await this.#keepMarks();
      const next = (await raiseSelection(this.#raising, selection)) ?? END_POSITION;
      // What is after the horizon was never raised, and need not be remembered.
      if (next === selection.horizon) this.#raising.done.clear();
      if (isWhole) this.#position = next;
      this.#isRead ||= isWhole;
    }
  }

  #newSelection(from: AlertPosition): AlertSelection {
    const { settings, grouped } = this.invocation;
    const { stormWindowMinutes } = settings;
    const { done } = this.#raising;
    return new AlertSelection({
      ...{ from, done, stormWindowMinutes },
      limitOf: (severity) => singleLimit(settings, severity),
      deliveryTime: deliveryTimeOf(this.#object.key),
      admittedOf: (window) => grouped.admittedOf(window),
      sentIn: (window) => grouped.sentIn(window),
      silences: this.invocation.silences,
    });
  }

  /** Reads the object; false if the time ran out before its end. */
  async #read(
    chunks: AsyncIterable<Uint8Array>,
    scan: LogFileScan,
    selection: AlertSelection,
  ): Promise<boolean> {
    const { invocation } = this;
    const maxBytes = invocation.settings.maxLogFileBytes;
    const options = { name: scan.file.name, maxBytes };
    const markers = this.#markers;
    for (const marker of markers) marker.restart();
    // Of records that are not parsed nothing would be learned.
    const sieve = markers.length === 0 ? invocation.sieve : undefined;
    const entries = siftLogFile(chunks, options, sieve);
    const reader = markers.length === 0 ? entries : markedEntries(entries, markers);
    try {
      for await (const { findings } of scanLogFile(reader, scan)) {
        if (invocation.outOfTime.aborted) return false;
        if (findings.length > 0) await invocation.silences?.refresh();
        for (const finding of findings) selection.add(finding);
        // Without a turn of the event loop no other file goes on and no deadline is noticed while this text lasts.
        await nextTurn();
      }
      return true;
    } catch (error) {
      if (invocation.outOfTime.aborted) return false;
      throw error;
    } finally {
      await entries.return(NO_TOTALS);
    }
  }

  get #name(): string {
    return `s3://${this.#object.bucket}/${this.#object.key}`;
  }

  /** Before the first alert is claimed: until the file is done, another may teach what is new in this one. */
  async #keepMarks(): Promise<void> {
    for (const marker of this.#markers)
      try {
        await marker.keep?.(this.#name);
      } catch (error) {
        const problem = String(error);
        this.invocation.log.warn('first-seen values of a log file could not be kept for a retry', {
          problem,
        });
      }
  }

  /** Only now: a file that is searched again has to find the same new things. */
  async #learn(): Promise<void> {
    const { log } = this.invocation;
    for (const marker of this.#markers)
      try {
        const left = await marker.learn();
        if (left > 0)
          log.warn('some first-seen values of a log file could not be stored, and may be new again', {
            left,
          });
      } catch (error) {
        // Alerts are sent. What is not remembered is new once more.
        log.warn('first-seen values of a log file could not be stored', { problem: String(error) });
      }
  }

  async #correlate(): Promise<void> {
    const all = this.#contributions.groups();
    // To count a group again changes nothing; to leave one out would lose an alert.
    if (hashOf(all.slice(0, this.#groups)) !== this.searched.begun.groupsHash) this.#groups = 0;
    this.#groupsBefore = this.#groups;
    const groups = all.slice(this.#groups);
    const areCounted = await Promise.all(groups.map((group) => this.#correlateGroup(group)));
    const left = areCounted.indexOf(false);
    this.#groups += left === -1 ? groups.length : left;
  }

  /** False if the time ran out before it was counted. */
  async #correlateGroup(group: CollectedGroup): Promise<boolean> {
    try {
      const outcomes = await this.invocation.gathered.count(group);
      for (const raised of outcomes ?? []) this.alerts[raised]++;
      return outcomes !== undefined;
    } catch (error) {
      this.fail(error);
      return true;
    }
  }
}
