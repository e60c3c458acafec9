import { join } from 'node:path';
import type { Piscina } from 'piscina';
import { packageRoot } from '../../cli/package-root';
import { renderReason, UserError } from '../../cli/user-error';
import type { Input } from '../../inputs/input-file';
import type { SearchTools } from '../input-search';
import type { SearchEvent } from '../search-event';
import { type Job, JobLine } from './job';
import type { WorkerSetup } from './job-messages';
import { OwnJob } from './own-job';
import { RunningJob } from './running-job';

/** How inputs are searched in several threads. */
export interface SearchWorkersProps {
  /** How many threads search, this one among them. */
  readonly workers: number;
  readonly setup: WorkerSetup;
  /**
   * The built file of `search-job.ts`.
   *
   * @default the one that is shipped
   */
  readonly workerFile?: string;
}

/** Created by bin/build.ts; next to it is Piscina's own part of a worker. */
const SHIPPED_FILE = 'dist/bin/search-job.js';

/** A thread has the next job, and opens its inputs, before it is done with one. */
const JOBS_PER_THREAD = 2;

/** What a thread finds waits in the line until it is its turn, and meanwhile the thread searches on. */
const WAITING_PER_THREAD = 4;

/**
 * Searches jobs in worker threads and, whenever there are no results to process, in this one. Returns the results in the order
 * of the jobs.
 *
 *     inputs ──► jobs ──► threads, at most 2 jobs each ──► what is found, a few MB for each job ──► events in the jobs' order
 */
export async function* searchInWorkers(
  jobs: AsyncGenerator<readonly Input[], void>,
  tools: SearchTools,
  props: SearchWorkersProps,
): AsyncGenerator<readonly SearchEvent[], void> {
  const workers = await SearchWorkers.start(props);
  const line = new JobLine(jobs, WAITING_PER_THREAD * props.workers);
  try {
    // This thread first: the others take their time to start.
    for (let job = 0; job < JOBS_PER_THREAD; job++)
      void line.serve((inputs) => workers.add(new OwnJob(inputs, tools)));
    for (let job = 0; job < JOBS_PER_THREAD * (props.workers - 1); job++)
      void line.serve((inputs) => workers.run(inputs));
    for await (const job of line.jobs()) yield* job.events();
  } finally {
    await line.stop();
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
        minThreads: workers - 1,
        maxThreads: workers - 1,
        concurrentTasksPerWorker: JOBS_PER_THREAD,
        recordTiming: false,
        workerData: setup,
      }),
    );
  }

  readonly #running = new Set<Job>();
  #failure: Error | undefined;

  private constructor(private readonly pool: Piscina) {
    // Of a worker that has no job.
    pool.on('error', (error) => this.#fail(error));
  }

  run(inputs: readonly Input[]): Job {
    return this.add(new RunningJob(this.pool, inputs, (error) => this.#fail(error)));
  }

  /** A job that fails as soon as any worker does. */
  add(job: Job): Job {
    this.#running.add(job);
    void job.ended.then(() => this.#running.delete(job));
    if (this.#failure !== undefined) job.fail(this.#failure);
    return job;
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
