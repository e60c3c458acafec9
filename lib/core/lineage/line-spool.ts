import type { SpillStore } from '../record/spill-store';

/** The number of characters in memory before they are written to the store. */
const MAX_HELD = 1_000_000;

/** Any number of values, as lines of JSON: one block in memory, the others in a store. */
export class LineSpool<T> {
  private held: string[] = [];
  private length = 0;
  private store: SpillStore | undefined;
  private readonly blocks: { readonly offset: number; readonly length: number }[] = [];

  /** @param openStore opens the store if it is needed, which is rare */
  constructor(
    private readonly openStore: () => SpillStore,
    private readonly maxHeld = MAX_HELD,
  ) {}

  add(value: T): void {
    const line = JSON.stringify(value);
    this.held.push(line);
    this.length += line.length;
    if (this.length < this.maxHeld) return;
    this.store ??= this.openStore();
    const bytes = Buffer.from(this.held.join('\n'));
    this.blocks.push({ offset: this.store.append(bytes), length: bytes.length });
    this.held = [];
    this.length = 0;
  }

  /** All values, in the order in which they were added. May be called more than once. */
  *values(): Generator<T, void> {
    for (const { offset, length } of this.blocks) {
      const bytes = this.store?.read(offset, length) ?? new Uint8Array();
      for (const line of Buffer.from(bytes).toString().split('\n')) yield JSON.parse(line) as T;
    }
    for (const line of this.held) yield JSON.parse(line) as T;
  }
}
