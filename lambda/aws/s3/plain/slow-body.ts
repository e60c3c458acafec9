/** The minimum transfer rate of a body. */
export interface LeastRate {
  readonly bytes: number;
  readonly withinMs: number;
}

/** About 270 bytes per second: far below the rate of any connection, even a shared one. */
export const LEAST_RATE: LeastRate = { bytes: 16 * 1024, withinMs: 60_000 };

/** The number of attempts for a body that is transferred too slowly: each takes a minute. */
export const MAX_SLOW_TRIES = 3;

/** The error code of a body that is transferred too slowly. */
export const TOO_SLOW = 'TooSlow';

/** Thrown if a body is transferred more slowly than {@link LeastRate}; pauses have a separate limit. */
export class SlowBodyError extends Error {
  override readonly name = TOO_SLOW;
  readonly code = TOO_SLOW;

  constructor(bytes: number, { withinMs }: LeastRate) {
    super(`only ${bytes} ${bytes === 1 ? 'byte' : 'bytes'} came in ${withinMs / 1000} seconds`);
  }
}

/** Detects a body that is transferred too slowly, from the time that was spent waiting for it. */
export class BodyRate {
  #bytes = 0;
  #waitedMs = 0;

  constructor(private readonly least: LeastRate) {}

  /** Adds received bytes and their waiting time; returns an error if a whole window had too few bytes. */
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
