import type { SpillStore } from '../../lib/core/record/spill-store';
import type { Input } from './input-file';

/** Standard input can be read only once: its bytes are stored while they are read, for the second pass. */
export class KeptInput {
  private store: SpillStore | undefined;
  private readonly chunks: { readonly offset: number; readonly length: number }[] = [];

  /** @param openStore opens the store when it is needed */
  constructor(private readonly openStore: () => SpillStore) {}

  /** The inputs; bytes of standard input are stored. */
  async *keeping(inputs: AsyncIterable<Input>): AsyncGenerator<Input, void> {
    for await (const input of inputs) {
      if (input.name !== '-' || !('open' in input)) yield input;
      else yield { ...input, open: () => this.keep(input.open()) };
    }
  }

  /** The inputs, with the stored bytes in place of standard input. */
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
