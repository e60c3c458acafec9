/** So many claims are watched; the oldest give way, and are watched anew. */
const MAX_WATCHED = 10_000;

interface Watched {
  readonly version: string;
  readonly sinceMs: number;
}

/**
 * Watches claims that are held, by a clock that only this container has and that no one sets: the clocks of two containers
 * may differ by more than a lease, and DynamoDB has none. A claim is abandoned once it was the same for the length of its lease, from when
 * this container made it or met it first.
 */
export class ClaimWatch {
  readonly #watched = new Map<string, Watched>();

  /** `monotonicMs`: the time of a clock that never goes back, from any beginning. */
  constructor(private readonly monotonicMs: () => number = () => performance.now()) {}

  /** Notes a claim that this container made. */
  own(claim: string, version: string): void {
    this.#note(claim, { version, sinceMs: this.monotonicMs() });
  }

  /** Notes a claim that is held, and returns whether it was held in this version for so long. */
  isAbandoned(claim: string, version: string, leaseMs: number): boolean {
    const nowMs = this.monotonicMs();
    const known = this.#watched.get(claim);
    if (known?.version === version) return nowMs - known.sinceMs >= leaseMs;
    this.#note(claim, { version, sinceMs: nowMs });
    return false;
  }

  #note(claim: string, watched: Watched): void {
    this.#watched.delete(claim);
    this.#watched.set(claim, watched);
    const [oldest] = this.#watched.keys();
    if (oldest !== undefined && this.#watched.size > MAX_WATCHED) this.#watched.delete(oldest);
  }
}
