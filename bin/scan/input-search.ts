import type { RecordSieve } from '../../lib/core/json/record-sieve';
import type { LogFileTotals, SiftedEntry } from '../../lib/core/record/log-file/log-file-entry';
import type { Input, SkippedInput, UnreadableInput } from '../inputs/input-file';
import { OpenedInput } from '../inputs/opened-input';
import { breathe, mustBreathe, type OpenedLogFile } from '../inputs/opened-log-file';
import { SmallFile } from '../inputs/small-file';
import { type Started, startedAhead } from '../inputs/started-ahead';
import type { SearchEvent, SearchedFile, SearchedPortion } from './search-event';
import { SearchedInput, type SearchedWith } from './searched-input';

/** What inputs are searched with. */
export interface SearchTools extends SearchedWith {
  /** Tells which records satisfy none of the rules, or are not those of the filter, so that they need not be parsed. */
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

interface NotOpened extends Started {
  readonly input: UnreadableInput | SkippedInput;
}

function openInput(input: Input, sieve: RecordSieve | undefined): SmallFile | OpenedInput | NotOpened {
  if ('open' in input) return SmallFile.of(input) ?? new OpenedInput(input, sieve);
  return { input, stop: () => Promise.resolve() };
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
