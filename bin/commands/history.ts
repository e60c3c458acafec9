import type { Event } from '@aws-sdk/client-cloudtrail';
import pLimit from 'p-limit';
import { isJsonObject } from '../../lib/core/json/json-value';
import { SeenRecords } from '../../lib/core/record/seen/seen-records';
import type { CommandIo } from '../cli/command-io';
import { readLimit } from '../cli/limit-option';
import { UserError } from '../cli/user-error';
import { eventPages, mergeNewest } from '../history/event-pages';
import {
  eventText,
  HISTORY_FORMATS,
  type HistoryEvent,
  type HistoryFormat,
  readHistoryEvent,
} from '../history/history-event';
import { type HistoryFilters, type HistoryQuery, toHistoryQuery } from '../history/history-query';
import { Diagnostics } from '../outputs/diagnostics';
import { readResumeFile, replaceResumeFile } from '../outputs/resume-file';
import type { TextOutput } from '../outputs/text-output';
import { openOutput, streamFormat } from '../outputs/to-file';
import { PlaceError } from '../places/ask-place';
import { findPlaces, type Place, type PlaceOptions } from '../places/find-places';

/** The options of `trailwatch history`, as the command line names them. */
export interface HistoryOptions extends HistoryFilters, PlaceOptions {
  readonly format?: HistoryFormat;
  readonly out?: string;
  readonly force?: boolean;
  readonly resume?: string;
  /** The number of events to print, the newest first, or `all`. */
  readonly limit?: string;
}

/** The maximum number of concurrent requests, for all accounts and Regions. */
const AT_ONCE = 64;

/** What a terminal shows of an account whose history may have millions of events. */
const LATEST = 10;

/** The number of events after which the progress is saved. */
const EVENTS_A_SAVE = 500;

/** Prints the events of Event history, newest first, without duplicates. Returns the exit status. */
export async function history(options: HistoryOptions, io: CommandIo): Promise<number> {
  const reading = await Reading.open(options, io);
  const fromMs = io.nowMs();
  await reading.run();
  return reading.finish(io.nowMs() - fromMs);
}

const VERSION = 1;

/** The progress of a run: all events that are newer than `untilMs` are written and, of that time, those with these ids. */
interface HistoryProgress {
  readonly startMs: number;
  readonly endMs: number;
  readonly untilMs: number;
  readonly ids: readonly string[];
  readonly isComplete: boolean;
  /** Of what is written; absent in files of versions that did not save it. */
  readonly format?: HistoryFormat;
}

/**
 * The saved progress of an interrupted run; undefined if there is none, or if it completed.
 *
 * @throws {@link UserError} if the file has other content, or cannot be read
 */
async function readProgress(file: string, asked: string): Promise<HistoryProgress | undefined> {
  const resumed = await readResumeFile(file, {
    ...{ command: 'history', version: VERSION, asked, another: 'another question' },
    isSaved: isSavedHistory,
  });
  const progress = resumed?.saved.progress;
  return progress?.isComplete === true ? undefined : progress;
}

interface SavedHistory {
  readonly version: typeof VERSION;
  readonly asked: string;
  readonly progress: HistoryProgress;
}

function isSavedHistory(value: unknown): value is SavedHistory {
  return isJsonObject(value) && isProgress(value.progress);
}

function isProgress(value: unknown): value is HistoryProgress {
  if (!isJsonObject(value)) return false;
  const { startMs, endMs, untilMs, ids, isComplete, format } = value;
  const areTimes = [startMs, endMs, untilMs].every((time) => Number.isSafeInteger(time));
  const isFormat = format === undefined || HISTORY_FORMATS.some((known) => known === format);
  return areTimes && Array.isArray(ids) && typeof isComplete === 'boolean' && isFormat;
}

/** Replaces the whole file. */
async function writeProgress(
  file: string,
  { asked, progress }: Omit<SavedHistory, 'version'>,
  io: Pick<CommandIo, 'onInterrupt'>,
): Promise<void> {
  await replaceResumeFile(file, JSON.stringify({ version: VERSION, asked, progress }), io);
}

function goOnLater(sentence: string): string {
  return `${sentence}; continue later with the same --resume`;
}

class Reading {
  static async open(options: HistoryOptions, io: CommandIo): Promise<Reading> {
    const format = streamFormat(options, io);
    const { region = [], roleArn = [], resume, ...rest } = options;
    if (resume !== undefined && (options.out !== undefined || (format !== 'ndjson' && format !== 'csv'))) {
      throw new UserError(
        '--resume continues ndjson or csv on standard output; add --format ndjson and append it to a file with >>',
      );
    }
    if (resume !== undefined && options.limit !== undefined)
      throw new UserError('--resume and --limit cannot be combined: a limited list is not continued');
    const limit = limitOf(options, { format, io });
    const now = io.currentTime();
    const query = toHistoryQuery(options, now);
    const { out: _, force: __, format: ___, limit: ____, ...filters } = rest;
    const asked = JSON.stringify({ ...filters, region: [...region].sort(), roleArn: [...roleArn].sort() });
    const saved = resume === undefined ? undefined : await readProgress(resume, asked);
    if (saved?.format !== undefined && saved.format !== format)
      throw new UserError(
        `--resume ${resume}: the events so far are ${saved.format}; add --format ${saved.format}, or delete the file to start over`,
      );
    const diagnostics = new Diagnostics(io);
    const onProblem = (sentence: string) => {
      // Its events would be missing from the output, and a later run continues after them.
      if (resume !== undefined) throw new UserError(goOnLater(sentence));
      diagnostics.problem(sentence);
    };
    const places = await findPlaces(options, { sessionName: 'trailwatch-history', onProblem, wait: io.wait });
    return new Reading(continued(query, saved), places, {
      io,
      options,
      format,
      asked,
      saved,
      diagnostics,
      limit,
    });
  }

  private readonly diagnostics: Diagnostics;
  private readonly limit = pLimit(AT_ONCE);
  private readonly seen = new SeenRecords();
  private readonly written: Set<string>;
  private untilMs: number;
  /** With --resume: the text of events that are not yet written. They are written and saved together. */
  private held: string[] = [];
  private saving: Promise<void> = Promise.resolve();
  /** The buffered text could not be written: it is not saved as written. */
  private isLost = false;
  private events = 0;
  private duplicates = 0;
  private requests = 0;

  private constructor(
    private readonly query: HistoryQuery,
    private readonly places: readonly Place[],
    private readonly order: Order,
  ) {
    this.diagnostics = order.diagnostics;
    this.untilMs = query.range.endMs;
    this.written = new Set(order.saved?.ids);
  }

  async run(): Promise<void> {
    const { io, options, format, saved } = this.order;
    const output = await openOutput(options, io);
    const text = eventText(format, { isInsights: this.query.isInsights, io });
    let isComplete = false;
    // An interrupt waits until the written events are also saved.
    const unregister = io.onInterrupt(() => this.saving);
    try {
      if (saved === undefined) this.held.push(text.head);
      for await (const event of mergeNewest(this.places.map((place) => this.eventsOf(place)))) {
        if (this.isDuplicate(event)) continue;
        if (this.events === this.order.limit) {
          this.reportLimit();
          break;
        }
        this.held.push(text.next(event));
        await this.advance(event, output);
      }
      this.held.push(text.end(this.diagnostics.incompleteness));
      isComplete = true;
    } finally {
      await this.close(output, isComplete);
      unregister();
    }
  }

  finish(durationMs: number): number {
    const { events, duplicates, requests, places } = this;
    const counts = `events=${events} duplicates=${duplicates} places=${places.length} requests=${requests}`;
    this.diagnostics.finish(`${counts} seconds=${(durationMs / 1000).toFixed(2)}`);
    return this.diagnostics.problems > 0 ? 2 : 0;
  }

  private reportLimit(): void {
    const more = this.order.options.limit === undefined ? '; --limit all prints all of them' : '';
    this.diagnostics.note(`these are the latest ${this.events} events, and there are older ones${more}`);
  }

  /** The requested events of a place. A place that does not respond is a problem, and the others continue. */
  private async *eventsOf(place: Place): AsyncGenerator<readonly HistoryEvent[]> {
    const { io } = this.order;
    const onRequest = () => {
      this.requests += 1;
      this.diagnostics.progress(() => `${this.events} events, ${this.requests} requests`);
    };
    try {
      for await (const page of eventPages(place, this.query, { io, onRequest, limit: this.limit })) {
        yield page.flatMap((event) => this.read(event, place)).filter(this.query.matches);
      }
    } catch (error) {
      if (!(error instanceof PlaceError)) throw error;
      // All events newer than the remaining ones of this place are written: a later run continues from there.
      if (this.order.options.resume !== undefined) throw new UserError(goOnLater(error.message));
      this.diagnostics.problem(error.message);
    }
  }

  private read(event: Event, { name }: Place): readonly HistoryEvent[] {
    const found = readHistoryEvent(event);
    if (found !== undefined) return [found];
    this.diagnostics.problem(`${name}: the event ${event.EventId ?? 'without an id'} holds no record`);
    return [];
  }

  /** Events of global services may be returned by several Regions, and those of the last second by the previous run. */
  private isDuplicate(event: HistoryEvent): boolean {
    const isWritten = event.timeMs === this.untilMs && this.written.has(event.id);
    const isDuplicate = this.seen.add(event.record, true) === 'duplicate' || isWritten;
    if (isDuplicate) this.duplicates += 1;
    return isDuplicate;
  }

  /** Output is complete: a file only at the end, standard output whenever the progress is saved. */
  private async close(output: TextOutput, isComplete: boolean): Promise<void> {
    try {
      if (isComplete || this.order.options.resume !== undefined) await this.write(output, isComplete);
    } finally {
      output.discard();
      for (const { client } of this.places) client.destroy();
    }
  }

  private async advance({ timeMs, id }: HistoryEvent, output: TextOutput): Promise<void> {
    if (timeMs !== this.untilMs) this.written.clear();
    this.untilMs = timeMs;
    this.written.add(id);
    this.events += 1;
    if (this.order.options.resume === undefined) await output.write(this.held.splice(0));
    else if (this.events % EVENTS_A_SAVE === 0) await this.write(output, false);
  }

  /** Writes the buffered text, and saves the progress. */
  private write(output: TextOutput, isComplete: boolean): Promise<void> {
    const both = async () => {
      if (this.isLost) return;
      this.isLost = true;
      await output.write(this.held.splice(0));
      await output.finish();
      this.isLost = false;
      await this.save(isComplete);
    };
    this.saving = both();
    return this.saving;
  }

  private async save(isComplete: boolean): Promise<void> {
    const { options, asked, io, format } = this.order;
    if (options.resume === undefined) return;
    const { startMs, endMs } = this.query.range;
    const progress = { startMs, endMs, untilMs: this.untilMs, ids: [...this.written], isComplete, format };
    await writeProgress(options.resume, { asked, progress }, io);
  }
}

interface Order {
  readonly io: CommandIo;
  readonly diagnostics: Diagnostics;
  readonly options: HistoryOptions;
  readonly format: HistoryFormat;
  readonly asked: string;
  readonly saved: HistoryProgress | undefined;
  readonly limit: number;
}

/** The maximum number of events: without the option, people see the latest on a terminal, and everything else gets all. */
function limitOf(
  { limit, out }: HistoryOptions,
  { format, io }: { readonly format: HistoryFormat; readonly io: Pick<CommandIo, 'stdout'> },
): number {
  if (limit !== undefined && limit !== 'all') return readLimit(limit, 'events') ?? LATEST;
  const isForPeople =
    limit === undefined && out === undefined && format === 'table' && io.stdout.isTTY === true;
  return isForPeople ? LATEST : Number.POSITIVE_INFINITY;
}

/** The same query for the rest of the range. */
function continued(query: HistoryQuery, saved: HistoryProgress | undefined): HistoryQuery {
  if (saved === undefined) return query;
  return { ...query, range: { startMs: saved.startMs, endMs: saved.untilMs } };
}
