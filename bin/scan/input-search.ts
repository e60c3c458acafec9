import type { Detections } from '../../lib/core/correlation/detections';
import type { RecordSieve } from '../../lib/core/json/record-sieve';
import type { LogFileTotals, SiftedEntry } from '../../lib/core/record/log-file-entry';
import { FileSearch } from '../../lib/core/scan/file-search';
import type { EntryReader } from '../../lib/core/scan/log-file-scan';
import { renderReason } from '../cli/user-error';
import type { Input, SkippedInput, UnreadableInput } from '../inputs/input-file';
import { OpenedInput } from '../inputs/opened-input';
import { NoLogFile, type OpenedLogFile } from '../inputs/opened-log-file';
import { type Started, startedAhead } from '../inputs/started-ahead';
import { AlreadyReported } from '../inputs/unread-input';
import type { RecordFilter } from '../records/record-filter';
import { ChosenEntries } from './chosen-entries';
import { FoundAlert } from './scanned-alert';
import type { SearchEvent, Unread } from './search-event';

/** What inputs are searched with. */
export interface SearchTools {
  readonly detections: Detections;
  /** Tells which records satisfy none of the rules, or are not those of the filter, so that they need not be parsed. */
  readonly sieve?: RecordSieve;
  /** The records that are searched. */
  readonly filter: RecordFilter;
  /** How many inputs are opened before it is their turn. */
  readonly ahead: number;
}

/**
 * Opens, unpacks and searches inputs, one after the other. What it says of a file does not depend on any other, so that it
 * can do its work in any thread.
 */
export async function* searchInputs(
  inputs: AsyncIterable<Input>,
  tools: SearchTools,
): AsyncGenerator<SearchEvent, void> {
  const { ahead, sieve } = tools;
  const open = (input: Input) => openInput(input, sieve);
  for await (const opened of startedAhead(inputs, ahead, open)) {
    if (!(opened instanceof OpenedInput)) yield { kind: 'not-searched', input: opened.input };
    else for await (const file of opened.files()) yield* searchFile(file, tools);
  }
}

interface NotOpened extends Started {
  readonly input: UnreadableInput | SkippedInput;
}

function openInput(input: Input, sieve: RecordSieve | undefined): OpenedInput | NotOpened {
  if ('open' in input) return new OpenedInput(input, sieve);
  return { input, stop: () => Promise.resolve() };
}

async function* searchFile(
  file: OpenedLogFile,
  { detections, filter }: SearchTools,
): AsyncGenerator<SearchEvent, void> {
  const { name, source, named } = file.input;
  const search = new FileSearch({ name, place: source }, detections);
  let outside = 0;
  const onOutside = (records: number) => {
    outside += records;
  };
  const reader = filter.isOpen ? file : new ChosenEntries(file, filter, onOutside);
  try {
    for (;;) {
      const step = await nextStep(reader);
      if (!('entries' in step)) {
        yield { kind: 'file', name, named, ...search.end(step.totals), unread: step.unread };
        return;
      }
      const { findings, ...portion } = search.take(step.entries);
      const alerts = findings.map((finding) => new FoundAlert(finding, source));
      yield { kind: 'portion', name, ...portion, alerts, outside };
      outside = 0;
    }
  } finally {
    await file.stop();
  }
}

type Step =
  | { readonly entries: readonly SiftedEntry[] }
  | { readonly totals?: LogFileTotals; readonly unread?: Unread };

async function nextStep(reader: EntryReader): Promise<Step> {
  try {
    const { done, value } = await reader.next();
    return done === true ? { totals: value } : { entries: value };
  } catch (error) {
    return { unread: toUnread(error) };
  }
}

function toUnread(error: unknown): Unread {
  if (error instanceof NoLogFile) return 'no-log-file';
  return error instanceof AlreadyReported ? 'reported' : { reason: renderReason(error) };
}
