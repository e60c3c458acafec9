/** Counts by name. */
export class Tally {
  private readonly counts = new Map<string, number>();

  add(name: string, count = 1): void {
    this.counts.set(name, this.of(name) + count);
  }

  of(name: string): number {
    return this.counts.get(name) ?? 0;
  }

  /** A part in a whole, from 0 to 1; 0 of nothing. */
  share(part: string, whole: string): number {
    return this.of(whole) === 0 ? 0 : this.of(part) / this.of(whole);
  }

  all(): readonly (readonly [name: string, count: number])[] {
    return [...this.counts].sort(([left], [right]) => (left < right ? -1 : 1));
  }
}
