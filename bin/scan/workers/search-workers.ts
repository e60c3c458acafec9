import { join } from 'node:path';
import type { Piscina } from 'piscina';
import { packageRoot } from '../../cli/package-root';
import { renderReason, UserError } from '../../cli/user-error';
import type { Input } from '../../inputs/input-file';
import { startedAhead } from '../../inputs/started-ahead';
import type { SearchEvent } from '../search-event';
import type { WorkerSetup } from './job-messages';
import { RunningJob } from './running-job';

/** How inputs are searched in worker threads. */
export interface SearchWorkersProps {
  readonly workers: number;
  readonly setup: WorkerSetup;
  /**
   * The built file of `search-job.ts`.
   *
   * @default the one that is shipped
   */
  readonly workerFile?: string;
}

/** Made by bin/build.ts; beside it stands Piscina's own part of a worker. */
const SHIPPED_FILE = 'dist/bin/search-job.js';

/** A worker has the next job before it is done with one. Every job that is started runs: none can wait for a later one to end. */
const JOBS_PER_WORKER = 2;

/**
 * Searches jobs in worker threads, and tells what they come to in the order of the jobs.
 *
 *     inputs ──► jobs ──► workers, at most 2 jobs each ──► reports, at most 1 MB a job ──► events in the jobs' order
 */
export async function* searchInWorkers(
  jobs: AsyncIterable<readonly Input[]>,
  props: SearchWorkersProps,
): AsyncGenerator<readonly SearchEvent[], void> {
  const workers = await SearchWorkers.start(props);
  try {
    const ahead = props.workers * JOBS_PER_WORKER - 1;
    for await (const job of startedAhead(jobs, ahead, (inputs) => workers.run(inputs))) {
      yield* job.events();
      workers.forget(job);
    }
  } finally {
    await workers.end();
  }
}

class SearchWorkers {
  static async start({ workers, setup, workerFile }: SearchWorkersProps): Promise<SearchWorkers> {
    const { default: PiscinaPool } = await import('piscina');
    return new SearchWorkers(
      new PiscinaPool({
        filename: workerFile ?? join(packageRoot(), SHIPPED_FILE),
        name: 'searchJob',
        minThreads: workers,
        maxThreads: workers,
        concurrentTasksPerWorker: JOBS_PER_WORKER,
        recordTiming: false,
        workerData: setup,
      }),
    );
  }

  readonly #running = new Set<RunningJob>();
  #failure: Error | undefined;

  private constructor(private readonly pool: Piscina) {
    // Of a worker that has no job.
    pool.on('error', (error) => this.#fail(error));
  }

  run(inputs: readonly Input[]): RunningJob {
    const job = new RunningJob(this.pool, inputs, (error) => this.#fail(error));
    this.#running.add(job);
    if (this.#failure !== undefined) job.fail(this.#failure);
    return job;
  }

  /** Lets go of a job that has ended. */
  forget(job: RunningJob): void {
    this.#running.delete(job);
  }

  /** Ends the threads, whatever they do. */
  async end(): Promise<void> {
    await this.pool.destroy();
  }

  /** What one worker fails with ends all jobs: its results are missing in whatever comes. */
  #fail(error: unknown): Error {
    this.#failure ??= new UserError(
      `a worker thread failed: ${renderReason(error)}; --workers 1 does without them`,
    );
    for (const job of this.#running) job.fail(this.#failure);
    return this.#failure;
  }
}
