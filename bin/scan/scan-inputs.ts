import type { Input } from '../inputs/input-file';
import type { WritableAlert } from '../outputs/alert/alert-text';
import type { Diagnostics } from '../outputs/diagnostics';
import { inputsThatMayHold, type RecordFilter } from '../records/record-filter';
import type { ScanProgress } from './scan-progress';
import type { Scanner } from './scanner';
import type { SearchEvent } from './search-event';

/** Searches inputs, and tells what it comes to in their order, in portions. */
export type Search = (inputs: AsyncIterable<Input>) => AsyncIterable<readonly SearchEvent[]>;

/** What a scan works with. */
export interface ScanTools {
  readonly search: Search;
  readonly scanner: Scanner;
  readonly filter: RecordFilter;
  readonly diagnostics: Diagnostics;
  readonly progress: ScanProgress;
}

/** The alerts of all inputs, in the inputs' order, and then those of what they are together. What is not read is reported when it is its turn. */
export async function* scanInputs(
  inputs: AsyncIterable<Input>,
  { search, scanner, filter, diagnostics, progress }: ScanTools,
): AsyncGenerator<readonly WritableAlert[], void> {
  const chosen = filter.isOpen ? inputs : inputsThatMayHold(filter, inputs, () => scanner.countPruned());
  for await (const events of search(progress.counted(chosen))) {
    for (const event of events) {
      const alerts = scanner.take(event);
      if (alerts.length > 0) yield alerts;
      diagnostics.progress(() => progress.render(scanner.counts));
    }
  }
  for (const alert of scanner.correlated()) yield [alert];
}
