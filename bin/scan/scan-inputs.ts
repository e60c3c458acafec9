import type { Input, SkippedInput, UnreadableInput } from '../inputs/input-file';
import { OpenedInput } from '../inputs/opened-input';
import { type Started, startedAhead } from '../inputs/started-ahead';
import type { WritableAlert } from '../outputs/alert-text';
import type { Diagnostics } from '../outputs/diagnostics';
import type { ScanCounts } from './scan-counts';
import type { Scanner } from './scanner';

/** What a scan works with. */
export interface ScanTools {
  readonly scanner: Scanner;
  readonly diagnostics: Diagnostics;
  /** How many inputs are opened before it is their turn. */
  readonly ahead: number;
}

/** The alerts of all inputs, in the inputs' order, and then those of what they are together. What is not read is reported when it is its turn. */
export async function* scanInputs(
  inputs: AsyncIterable<Input>,
  { scanner, diagnostics, ahead }: ScanTools,
): AsyncGenerator<readonly WritableAlert[], void> {
  for await (const opened of startedAhead(scanner.inputsOf(inputs), ahead, open)) {
    if (!(opened instanceof OpenedInput)) {
      report(opened.input, diagnostics);
      continue;
    }
    for await (const file of opened.files()) {
      for await (const alerts of scanner.scan(file)) {
        if (alerts.length > 0) yield alerts;
        diagnostics.progress(() => renderProgress(scanner.counts));
      }
    }
  }
  for (const alert of scanner.correlated()) yield [alert];
}

function renderProgress({ files, records, alerts }: ScanCounts): string {
  return `files=${files} records=${records} alerts=${alerts}`;
}

interface NotOpened extends Started {
  readonly input: UnreadableInput | SkippedInput;
}

function open(input: Input): OpenedInput | NotOpened {
  if ('open' in input) return new OpenedInput(input);
  return { input, stop: () => Promise.resolve() };
}

function report(input: NotOpened['input'], diagnostics: Diagnostics): void {
  if ('reason' in input) diagnostics.problem(`${input.name}: ${input.reason}`);
  else diagnostics.skip(input.name, input.note);
}
