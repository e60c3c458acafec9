/** First in, first out, each in constant time: an array that is shifted moves all that is behind. */
export class Queue<T> {
  private readonly items: T[] = [];
  private taken = 0;

  get size(): number {
    return this.items.length - this.taken;
  }

  push(item: T): void {
    this.items.push(item);
  }

  /** The first item; undefined if there is none. */
  take(): T | undefined {
    if (this.taken === this.items.length) return undefined;
    const item = this.items[this.taken];
    this.taken += 1;
    if (this.taken === this.items.length) {
      this.items.length = 0;
      this.taken = 0;
    }
    return item;
  }
}
