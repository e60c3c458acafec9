import type { SpillStore } from '../../lib/core/correlation/line-partition';
import type { CloudTrailRecord } from '../../lib/core/record/record';
import type { CommandIo } from '../cli/command-io';
import type { Input } from '../inputs/input-file';
import type { Diagnostics } from '../outputs/diagnostics';
import { openTempStore } from '../outputs/temp-store';
import { ArchiveRecords } from '../records/archive-records';
import type { RecordFilter } from '../records/record-filter';

/** Standard input can be read once: its bytes are kept in a store while they are read, for another reading. */
class KeptInput {
  private store: SpillStore | undefined;
  private readonly chunks: { readonly offset: number; readonly length: number }[] = [];

  constructor(private readonly openStore: () => SpillStore) {}

  /** The inputs; what is read of standard input is kept. */
  async *keeping(inputs: AsyncIterable<Input>): AsyncGenerator<Input, void> {
    for await (const input of inputs) {
      if (input.name !== '-' || !('open' in input)) yield input;
      else yield { ...input, open: () => this.keep(input.open()) };
    }
  }

  /** The inputs, with what was kept in place of standard input. */
  async *again(inputs: AsyncIterable<Input>): AsyncGenerator<Input, void> {
    for await (const input of inputs) {
      if (input.name !== '-' || !('open' in input)) yield input;
      else yield { ...input, open: () => this.kept() };
    }
  }

  private async *keep(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
    this.store ??= this.openStore();
    for await (const chunk of chunks) {
      this.chunks.push({ offset: this.store.append(chunk), length: chunk.length });
      yield chunk;
    }
  }

  private async *kept(): AsyncGenerator<Uint8Array, void> {
    for (const { offset, length } of this.chunks) yield this.store?.read(offset, length) ?? new Uint8Array();
  }
}

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
