import { ArchiveCounts } from '../../lib/core/cost/archive-counts';
import type { Counts } from '../../lib/core/cost/counts';
import type { RulesInUse } from '../../lib/core/cost/savings/rules-in-use';
import { SavingTally } from '../../lib/core/cost/savings/saving-tally';
import type { CostedTrail } from '../../lib/core/cost/trail-charges';
import type { CommandIo } from '../cli/command-io';
import { ExcludedFiles } from '../inputs/excluded-files';
import type { Input } from '../inputs/input-file';
import { listInputs } from '../inputs/list-inputs';
import type { Diagnostics } from '../outputs/diagnostics';
import { RecordReader } from '../selectors/read-records';

/** How many files are opened before it is their turn. */
const AHEAD = 4;

/** What an archive comes to. */
export interface ReadArchive {
  readonly events: ArchiveCounts;
  /** The paid events, by the conditions that would drop them. */
  readonly savings: SavingTally;
  /** For a month: events, files and bytes. */
  readonly counts: Counts;
}

/** Reads an archive once, and counts its records, its files and their bytes. What cannot be read is reported. */
export async function readArchive(
  paths: readonly string[],
  { trails, rules }: { readonly trails: readonly CostedTrail[]; readonly rules: RulesInUse },
  { io, diagnostics }: { readonly io: CommandIo; readonly diagnostics: Diagnostics },
): Promise<ReadArchive> {
  const events = new ArchiveCounts(trails);
  const savings = new SavingTally(rules);
  const files = new FileCounts();
  const inputs = listInputs({ paths, io, except: new ExcludedFiles() });
  const reader = new RecordReader(diagnostics, { ahead: AHEAD });
  for await (const records of reader.read(files.counting(inputs))) {
    for (const { record } of records) {
      for (const trail of events.add(record)) savings.add(record, trail);
    }
    diagnostics.progress(() => `files=${files.logFiles}`);
  }
  const { factor } = events;
  return {
    ...{ events, savings },
    counts: {
      ...events.counts(),
      logFiles: files.logFiles * factor,
      logFileBytes: files.logFileBytes * factor,
      digestFiles: files.digestFiles * factor,
    },
  };
}

/** Counts files as they are opened. */
class FileCounts {
  logFiles = 0;
  logFileBytes = 0;
  digestFiles = 0;

  async *counting(inputs: AsyncIterable<Input>): AsyncGenerator<Input, void> {
    for await (const input of inputs) {
      if (!('open' in input)) yield input;
      else if (input.name.includes('/CloudTrail-Digest/')) this.digestFiles += 1;
      else {
        this.logFiles += 1;
        yield { ...input, open: () => this.measured(input.open()) };
      }
    }
  }

  private async *measured(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
    for await (const chunk of chunks) {
      this.logFileBytes += chunk.length;
      yield chunk;
    }
  }
}
