import type { SpillStore } from '../../lib/core/correlation/line-partition';

/** So many characters are in memory before they go to the store. */
const MAX_HELD = 1_000_000;

/** Values of any number, as lines of JSON: a block of them in memory, the others in a store. */
export class LineSpool<T> {
  private held: string[] = [];
  private length = 0;
  private store: SpillStore | undefined;
  private readonly blocks: { readonly offset: number; readonly length: number }[] = [];

  /** @param openStore opens the store when it is needed, which it mostly is not */
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

  /** All values, in the order in which they came. May be asked more than once. */
  *values(): Generator<T, void> {
    for (const { offset, length } of this.blocks) {
      const bytes = this.store?.read(offset, length) ?? new Uint8Array();
      for (const line of Buffer.from(bytes).toString().split('\n')) yield JSON.parse(line) as T;
    }
    for (const line of this.held) yield JSON.parse(line) as T;
  }
}
