import type { Detections } from '../../lib/core/correlation/detections';
import type { RecordSieve } from '../../lib/core/json/record-sieve';
import type { LogFileTotals, SiftedEntry } from '../../lib/core/record/log-file/log-file-entry';
import { FileSearch } from '../../lib/core/scan/file-search';
import type { Finding } from '../../lib/core/scan/log-file-scan';
import { renderReason } from '../cli/user-error';
import type { Input, InputFile } from '../inputs/input-file';
import { AlreadyReported } from '../inputs/input-file';
import { OpenedInput } from '../inputs/opened-input';
import { breathe, mustBreathe, NoLogFile, type OpenedLogFile } from '../inputs/opened-log-file';
import { type NotOpened, openInput, SmallFile } from '../inputs/small-file';
import { startedAhead } from '../inputs/started-ahead';
import type { RecordFilter } from '../records/record-filter';
import {
  FoundAlert,
  FoundRecord,
  type SearchEvent,
  type SearchedFile,
  type SearchedPortion,
  type Unread,
} from './search-event';

/** What a log file is searched with. */
export interface SearchedWith {
  readonly detections: Detections;
  /** The records that are searched. */
  readonly filter: RecordFilter;
  /** The id of a rule whose matches are no alerts. */
  readonly watched?: string | undefined;
}

/** One log file while it is searched. */
export class SearchedInput {
  readonly #search: FileSearch;

  constructor(
    private readonly input: InputFile,
    private readonly tools: SearchedWith,
  ) {
    this.#search = new FileSearch({ name: input.name, place: input.source }, tools.detections);
  }

  /** What its next entries come to. */
  take(entries: readonly SiftedEntry[]): SearchedPortion {
    const { name, source } = this.input;
    const { chosen, outside } = chooseEntries(entries, this.tools.filter);
    const { findings, ...portion } = this.#search.take(chosen);
    const isWatched = ({ rule }: Finding) => rule.id === this.tools.watched;
    const watched = findings.filter(isWatched).map((finding) => new FoundRecord(finding));
    const alerting = watched.length === 0 ? findings : findings.filter((finding) => !isWatched(finding));
    const alerts = alerting.map((finding) => new FoundAlert(finding, source));
    return { kind: 'portion', name, ...portion, alerts, watched, outside };
  }

  /** What is known at its end. */
  end(totals: LogFileTotals): SearchedFile {
    const { name, named } = this.input;
    return { kind: 'file', name, named, ...this.#search.end(totals) };
  }

  /** What is known where reading it failed. */
  fail(error: unknown): SearchedFile {
    const { name, named } = this.input;
    return { kind: 'file', name, named, ...this.#search.end(), unread: toUnread(error) };
  }
}

function toUnread(error: unknown): Unread {
  if (error instanceof NoLogFile) return 'no-log-file';
  return error instanceof AlreadyReported ? 'reported' : { reason: renderReason(error) };
}

/** Entries of a log file that a filter chooses, and how many records it does not. */
interface ChosenEntries {
  readonly chosen: readonly SiftedEntry[];
  readonly outside: number;
}

/** Leaves the records out that a filter does not choose. */
function chooseEntries(entries: readonly SiftedEntry[], filter: RecordFilter): ChosenEntries {
  if (filter.isOpen) return { chosen: entries, outside: 0 };
  let outside = 0;
  const chosen = entries.filter((entry) => {
    if (!isOutside(entry, filter)) return true;
    outside += entry.kind === 'passed' ? entry.records : 1;
    return false;
  });
  return { chosen, outside };
}

function isOutside(entry: SiftedEntry, filter: RecordFilter): boolean {
  if (entry.kind === 'passed') return entry.isOutside;
  return entry.kind === 'record' && !filter.matches(entry.record);
}

/** What inputs are searched with. */
export interface SearchTools extends SearchedWith {
  /** Determines which records match none of the rules, or are excluded by the filter, so that they need not be parsed. */
  readonly sieve?: RecordSieve;
  /** How many inputs are opened before it is their turn. */
  readonly ahead: number;
}

/** Small files are searched together until they come to so many events, or so much text. */
const MAX_EVENTS = 64;
const MAX_BYTES = 1024 * 1024;

/**
 * Opens, unpacks and searches inputs, one after the other. What it says of a file does not depend on any other, so that it
 * can do its work in any thread.
 */
export async function* searchInputs(
  inputs: AsyncIterable<Input>,
  tools: SearchTools,
): AsyncGenerator<readonly SearchEvent[], void> {
  const { ahead, sieve } = tools;
  let found = new FoundTogether();
  for await (const opened of startedAhead(inputs, ahead, (input) => openInput(input, sieve))) {
    const isSearched = opened instanceof SmallFile && found.search(opened, tools);
    if (!isSearched || found.isMuch) {
      if (found.events.length > 0) yield found.events;
      found = new FoundTogether();
    }
    if (!isSearched) yield* searchOpened(opened, tools);
    else if (mustBreathe()) await breathe();
  }
  if (found.events.length > 0) yield found.events;
}

/** What searching small files comes to, until it is handed on. */
class FoundTogether {
  readonly events: SearchEvent[] = [];
  #bytes = 0;

  get isMuch(): boolean {
    return this.events.length >= MAX_EVENTS || this.#bytes >= MAX_BYTES;
  }

  /** Searches a file in one go. False if it must be opened, and then nothing is found yet. */
  search(file: SmallFile, tools: SearchTools): boolean {
    const entries = file.entries(tools.sieve);
    if (entries === undefined) return false;
    const searched = new SearchedInput(file.input, tools);
    for (;;) {
      const event = eventOf(stepOf(entries), searched);
      this.events.push(event);
      if (event.kind === 'portion') continue;
      this.#bytes += event.totals?.bytes ?? 0;
      return true;
    }
  }
}

type Failed = { readonly error: unknown };
type Step = IteratorResult<readonly SiftedEntry[], LogFileTotals> | Failed;

function stepOf(entries: Iterator<readonly SiftedEntry[], LogFileTotals>): Step {
  try {
    return entries.next();
  } catch (error) {
    return { error };
  }
}

/** The last event of a file is of the kind `file`. */
function eventOf(step: Step, searched: SearchedInput): SearchedPortion | SearchedFile {
  if ('error' in step) return searched.fail(step.error);
  return step.done === true ? searched.end(step.value) : searched.take(step.value);
}

async function* searchOpened(
  opened: SmallFile | OpenedInput | NotOpened,
  tools: SearchTools,
): AsyncGenerator<readonly SearchEvent[], void> {
  const { sieve } = tools;
  const input = opened instanceof SmallFile ? new OpenedInput(opened.input, sieve) : opened;
  if (!(input instanceof OpenedInput)) yield [{ kind: 'not-searched', input: input.input }];
  else for await (const file of input.files()) yield* searchFile(file, tools);
}

async function* searchFile(
  file: OpenedLogFile,
  tools: SearchTools,
): AsyncGenerator<readonly SearchEvent[], void> {
  const searched = new SearchedInput(file.input, tools);
  try {
    for (;;) {
      const step = await file.next().catch((error: unknown): Failed => ({ error }));
      const event = eventOf(step, searched);
      yield [event];
      if (event.kind === 'file') return;
    }
  } finally {
    await file.stop();
  }
}
