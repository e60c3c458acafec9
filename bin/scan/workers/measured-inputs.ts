import type { Input } from '../../inputs/input-file';

/** An input, and about how much unpacked text it is. */
export interface WeighedInput {
  readonly input: Input;
  readonly bytes: number;
}

/** How many threads there may be, and the CPU time of this process so far. */
export interface MeasuredBy {
  readonly workers: number;
  readonly cpuMs?: () => number;
}

/**
 * Workers must save this much time: one takes about half of it to start and to load the rules, and then searches more slowly until
 * V8 has compiled its code.
 */
const WORTH_MS = 250;

/** A time per byte is taken over this much CPU time at least. */
const MEASURED_MS = 40;

/** About how much of the first of it compiles code, and makes the sieve. */
const WARM_UP_MS = 150;

/** No records take longer than that. */
const MOST_MS_A_BYTE = 1 / 25_000;

/**
 * Gives inputs to one thread, until the time that it takes per byte shows that searching the rest in more threads saves more than
 * it costs to start them. The last time counts: the first inputs take longer, because code is compiled meanwhile.
 */
export class MeasuredInputs {
  #next = 0;
  #leftBytes: number;
  readonly #cpuMs: () => number;
  readonly #workers: number;
  /** From when on the time per byte is taken next, and how many bytes were given since. */
  #fromMs: number | undefined;
  #bytes = 0;

  constructor(
    private readonly all: readonly WeighedInput[],
    { workers, cpuMs = ownCpuMs }: MeasuredBy,
  ) {
    this.#leftBytes = all.reduce((sum, { bytes }) => sum + bytes, 0);
    this.#workers = workers;
    this.#cpuMs = cpuMs;
  }

  /** Whether there is so much that more threads may be worth their start; then each input must be searched before the next is taken. */
  get mayBeWorthIt(): boolean {
    // Of others it is unknown how much they are, and they must be requested before it is their turn.
    const areFiles = this.all.every(({ input }) => !('open' in input) || input.path !== undefined);
    return areFiles && this.#savedMs(MOST_MS_A_BYTE) > WORTH_MS;
  }

  /** The inputs for one thread: all of them, or the first. */
  async *inputs(): AsyncGenerator<Input, void> {
    const isMeasured = this.mayBeWorthIt;
    for (let next = this.all[this.#next]; next !== undefined; next = this.all[this.#next]) {
      const msAByte = isMeasured ? this.#measure() : undefined;
      if (msAByte !== undefined && this.#savedMs(msAByte) > WORTH_MS) return;
      this.#next += 1;
      this.#leftBytes -= next.bytes;
      this.#bytes += next.bytes;
      yield next.input;
    }
  }

  /** Those that were not given. */
  get left(): readonly WeighedInput[] {
    return this.all.slice(this.#next);
  }

  /** What more threads save: the largest input stays with one of them. */
  #savedMs(msAByte: number): number {
    let largest = 0;
    for (let at = this.#next; at < this.all.length; at++)
      largest = Math.max(largest, this.all[at]?.bytes ?? 0);
    const saved = Math.min(this.#leftBytes - largest, this.#leftBytes - this.#leftBytes / this.#workers);
    return saved * msAByte;
  }

  /** The time per byte since it was taken before; undefined if that is not long ago. */
  #measure(): number | undefined {
    const nowMs = this.#cpuMs();
    this.#fromMs ??= nowMs + WARM_UP_MS;
    const ms = nowMs - this.#fromMs;
    if (ms < MEASURED_MS) return undefined;
    const msAByte = ms / this.#bytes;
    this.#fromMs = nowMs;
    this.#bytes = 0;
    return msAByte;
  }
}

function ownCpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
