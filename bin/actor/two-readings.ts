import type { CloudTrailRecord } from '../../lib/core/record/record';
import type { CommandIo } from '../cli/command-io';
import type { Diagnostics } from '../outputs/diagnostics';
import { openTempStore } from '../outputs/temp-store';
import { ArchiveRecords } from '../records/archive-records';
import type { RecordFilter } from '../records/record-filter';
import { KeptInput } from './kept-input';

/** Reads the chosen records of an archive twice: whose a call is can be known only after all credentials are. */
export class TwoReadings {
  private readonly readings: readonly [ArchiveRecords, ArchiveRecords];
  private readonly kept = new KeptInput(openTempStore);

  constructor(
    source: { readonly paths: readonly string[]; readonly filter: RecordFilter },
    tools: { readonly io: CommandIo; readonly diagnostics: Diagnostics },
  ) {
    this.readings = [new ArchiveRecords(source, tools), new ArchiveRecords(source, tools)];
  }

  /** What the first reading counted. */
  get counts(): Pick<ArchiveRecords, 'files' | 'pruned' | 'records'> {
    return this.readings[0];
  }

  /** Says that there was nothing to read, unless something else was reported. */
  reportNothing(): void {
    this.readings[0].reportNothing();
  }

  async first(take: (record: CloudTrailRecord) => void): Promise<void> {
    const [reading] = this.readings;
    for await (const portion of reading.read(this.kept.keeping(reading.inputs())))
      for (const { record } of portion) take(record);
  }

  /** To be called after `first`. */
  async second(take: (record: CloudTrailRecord) => void): Promise<void> {
    const [, reading] = this.readings;
    for await (const portion of reading.read(this.kept.again(reading.inputs())))
      for (const { record } of portion) take(record);
  }
}
