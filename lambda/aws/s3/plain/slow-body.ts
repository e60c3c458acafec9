/** How much of a body must arrive within how long. */
export interface LeastRate {
  readonly bytes: number;
  readonly withinMs: number;
}

/** Some 270 bytes a second: far below what any line gives that other requests share. */
export const LEAST_RATE: LeastRate = { bytes: 16 * 1024, withinMs: 60_000 };

/** How often a body that comes too slowly is asked for: each time takes a minute. */
export const MAX_SLOW_TRIES = 3;

/** The code of the error of a body that comes too slowly. */
export const TOO_SLOW = 'TooSlow';

/** Thrown when a body comes more slowly than {@link LeastRate}; an answer that pauses has a limit of its own. */
export class SlowBodyError extends Error {
  override readonly name = TOO_SLOW;
  readonly code = TOO_SLOW;

  constructor(bytes: number, { withinMs }: LeastRate) {
    super(`only ${bytes} ${bytes === 1 ? 'byte' : 'bytes'} came in ${withinMs / 1000} seconds`);
  }
}

/** Finds out that a body comes too slowly, from the time that was spent waiting for it. */
export class BodyRate {
  #bytes = 0;
  #waitedMs = 0;

  constructor(private readonly least: LeastRate) {}

  /** Takes what arrived after so long; an error once a whole window brought too little. */
  add(bytes: number, waitedMs: number): SlowBodyError | undefined {
    this.#bytes += bytes;
    this.#waitedMs += waitedMs;
    if (this.#waitedMs < this.least.withinMs) return undefined;
    const arrived = this.#bytes;
    this.#bytes = 0;
    this.#waitedMs = 0;
    return arrived < this.least.bytes ? new SlowBodyError(arrived, this.least) : undefined;
  }
}
