import type { Input } from '../../inputs/input-file';
import type { Started } from '../../inputs/started-ahead';
import type { SearchEvent } from '../search-event';

/** Lets those who wait for a change look again. */
export class Signal {
  #waiting: (() => void)[] = [];

  /** Resolves with the next call of `wake`. */
  wait(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
    });
  }

  wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}

/** Inputs that are searched one after the other, in any thread. */
export interface Job extends Started {
  /** Resolves when there is nothing left to search: at the end, after a failure, or when it was stopped. */
  readonly ended: Promise<void>;
  /** What searching the inputs comes to, as it arrives. Throws what the job fails with. */
  events(): AsyncGenerator<readonly SearchEvent[], void>;
  /** Ends the job with an error, whatever it has found. */
  fail(failure: Error): void;
}

/**
 * Jobs in their order. Any free thread starts the next one, so that no thread waits while there is something to search; the
 * results are consumed in order, regardless of the thread.
 */
export class JobLine {
  readonly #inputs: AsyncGenerator<readonly Input[], void>;
  readonly #jobs: Job[] = [];
  readonly #changed = new Signal();
  #isOver = false;
  #failure: { readonly error: unknown } | undefined;

  /**
   * @param inputs of each job
   * @param maxWaiting no further job is started while so many are not taken
   */
  constructor(
    inputs: AsyncGenerator<readonly Input[], void>,
    private readonly maxWaiting: number,
  ) {
    this.#inputs = inputs;
  }

  /** Starts one job after the other, until there are no more. Never rejects. */
  async serve(start: (inputs: readonly Input[]) => Job): Promise<void> {
    try {
      for (let job = await this.#next(start); job !== undefined; job = await this.#next(start))
        await job.ended;
    } catch (error) {
      this.#failure ??= { error };
    } finally {
      // Inputs are returned in the order of the requests: all others are in the queue.
      this.#isOver = true;
      this.#changed.wake();
    }
  }

  /** The jobs in their order. Throws, behind the last of them, what getting the inputs failed with. */
  async *jobs(): AsyncGenerator<Job, void> {
    for (;;) {
      const job = this.#jobs.shift();
      if (job !== undefined) {
        this.#changed.wake();
        yield job;
      } else if (this.#failure !== undefined) throw this.#failure.error;
      else if (this.#isOver) return;
      else await this.#changed.wait();
    }
  }

  /** Stops the jobs that are not taken, and starts no more. */
  async stop(): Promise<void> {
    this.#isOver = true;
    this.#changed.wake();
    await Promise.all(this.#jobs.map((job) => job.stop()));
    await this.#inputs.return();
  }

  async #next(start: (inputs: readonly Input[]) => Job): Promise<Job | undefined> {
    while (this.#jobs.length >= this.maxWaiting && !this.#isOver) await this.#changed.wait();
    if (this.#isOver) return undefined;
    const step = await this.#inputs.next();
    if (step.done === true || this.#isOver) return undefined;
    const job = start(step.value);
    this.#jobs.push(job);
    this.#changed.wake();
    return job;
  }
}
