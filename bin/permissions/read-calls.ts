import pLimit from 'p-limit';
import type { CloudTrailRecord } from '../../lib/core/record/record';
import type { CommandIo } from '../cli/command-io';
import { eventPages } from '../history/event-pages';
import { readHistoryEvent } from '../history/history-event';
import { toHistoryQuery } from '../history/history-query';
import type { Diagnostics } from '../outputs/diagnostics';
import { PlaceError } from '../places/ask-place';
import { findPlaces, type Place } from '../places/find-places';
import { ArchiveRecords } from '../records/archive-records';
import { type PlaceOptions, RecordFilter } from '../records/record-filter';

/** Where calls are read from. */
export interface CallSource extends PlaceOptions {
  /** Event history instead of log files. */
  readonly history?: boolean;
  readonly roleArn?: readonly string[];
  readonly organization?: boolean;
}

/** Records, and what was read for them. */
export interface ReadCalls {
  read(): AsyncGenerator<readonly CloudTrailRecord[], void>;
  /** Counts for the last line of standard error. */
  counts(): string;
  readonly records: number;
}

interface Tools {
  readonly io: CommandIo;
  readonly diagnostics: Diagnostics;
}

/** The records of log files, or of Event history in each account and Region. */
export function readCalls(paths: readonly string[], source: CallSource, tools: Tools): ReadCalls {
  return source.history === true ? new HistoryCalls(source, tools) : new ArchiveCalls(paths, source, tools);
}

class ArchiveCalls implements ReadCalls {
  private readonly archive: ArchiveRecords;

  constructor(paths: readonly string[], options: PlaceOptions, tools: Tools) {
    this.archive = new ArchiveRecords({ paths, filter: RecordFilter.of(options) }, tools);
  }

  get records(): number {
    return this.archive.records;
  }

  async *read(): AsyncGenerator<readonly CloudTrailRecord[], void> {
    for await (const portion of this.archive.read()) yield portion.map(({ record }) => record);
    this.archive.reportNothing();
  }

  counts(): string {
    const { files, pruned, records } = this.archive;
    return `files=${files} pruned=${pruned} records=${records}`;
  }
}

/** So many requests are under way at once. */
const AT_ONCE = 16;

class HistoryCalls implements ReadCalls {
  records = 0;
  private places = 0;
  private requests = 0;

  constructor(
    private readonly source: CallSource,
    private readonly tools: Tools,
  ) {}

  async *read(): AsyncGenerator<readonly CloudTrailRecord[], void> {
    const { source, tools } = this;
    const { diagnostics, io } = tools;
    const onProblem = (sentence: string) => diagnostics.problem(sentence);
    const query = toHistoryQuery(
      {
        ...(source.start === undefined ? {} : { start: source.start }),
        ...(source.end === undefined ? {} : { end: source.end }),
      },
      io.currentTime(),
    );
    const { account, ...asked } = source;
    const places = await findPlaces(asked, { sessionName: 'trailwatch-permissions', onProblem });
    this.places = places.length;
    const filter = RecordFilter.of({ ...(account === undefined ? {} : { account }) });
    try {
      for (const place of places)
        for await (const records of this.recordsOf(place, query)) {
          const found = records.filter(filter.matches);
          this.records += found.length;
          yield found;
        }
    } finally {
      for (const { client } of places) client.destroy();
    }
  }

  counts(): string {
    return `places=${this.places} requests=${this.requests} records=${this.records}`;
  }

  private async *recordsOf(place: Place, query: Parameters<typeof eventPages>[1]) {
    const { io, diagnostics } = this.tools;
    const onRequest = () => {
      this.requests += 1;
      diagnostics.progress(() => `${this.records} events, ${this.requests} requests`);
    };
    try {
      for await (const page of eventPages(place, query, { io, onRequest, limit: pLimit(AT_ONCE) }))
        yield page.flatMap((event): CloudTrailRecord[] => {
          const found = readHistoryEvent(event);
          if (found === undefined)
            diagnostics.problem(
              `${place.name}: the event ${event.EventId ?? 'without an id'} holds no record`,
            );
          return found === undefined ? [] : [found.record as CloudTrailRecord];
        });
    } catch (error) {
      if (!(error instanceof PlaceError)) throw error;
      diagnostics.problem(error.message);
    }
  }
}
