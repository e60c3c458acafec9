import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { Piscina } from 'piscina';
import type { HashedObject } from '../../lib/core/digest/archive-reader';
import { packageRoot } from '../cli/package-root';
import { renderReason, UserError } from '../cli/user-error';
import { type HashJob, hashJob, isAlone } from './hash-job';

/** How log files are hashed. */
export interface LogHasherProps {
  /** Worker threads; with 0 all is done in the main thread. */
  readonly workers: number;
  /**
   * The built file of `hash-job.ts`.
   *
   * @default the one that is shipped
   */
  readonly workerFile?: string;
  /**
   * Workers start once so many bytes were unpacked: they take as long to start as it takes to hash that.
   *
   * @default 32 MB
   */
  readonly startAfterBytes?: number;
}

/** Made by bin/build.ts; beside it stands Piscina's own part of a worker. */
const SHIPPED_FILE = 'dist/bin/hash-job.js';

const START_AFTER_BYTES = 32 * 1024 * 1024;

/** What is smaller is hashed in less time than it takes to hand it over. */
const MIN_HANDED_OVER_BYTES = 2 * 1024;

/** The main thread has no work for more. */
const MAX_USEFUL_WORKERS = 8;

/** Jobs that are handed over together: a message to a thread and back takes a quarter of the time of a job. */
const JOBS_AT_ONCE = 16;

/** One batch is hashed while the next one is on its way. */
const BATCHES_PER_WORKER = 2;

/** Maximum of `--workers`. */
export const MAX_WORKERS = 64;

/** One for each CPU but that of the main thread, which reads, follows the digests, and hashes when it has time left. */
export function defaultWorkers(): number {
  return Math.min(availableParallelism() - 1, MAX_USEFUL_WORKERS);
}

interface WaitingJob {
  readonly job: HashJob;
  readonly resolve: (hashed: HashedObject) => void;
  readonly reject: (reason: Error) => void;
}

/** Unpacks and hashes log files, in worker threads where there is enough to do. The results do not depend on where. */
export class LogHasher {
  private pool: Promise<Piscina> | undefined;
  private bytes = 0;
  private waiting: WaitingJob[] = [];
  private batches = 0;
  private isSharing = false;
  private failure: UserError | undefined;

  constructor(private readonly props: LogHasherProps) {}

  /** With so many jobs under way, workers and main thread always have the next one. */
  get jobsAhead(): number {
    return (this.props.workers + 1) * JOBS_AT_ONCE * (BATCHES_PER_WORKER + 1);
  }

  /** Hashes the bytes of an object, which must not be used any more. */
  hashBytes(bytes: Uint8Array): Promise<HashedObject> {
    const isHandedOver = this.isWorthwhile && bytes.length >= MIN_HANDED_OVER_BYTES;
    return isHandedOver ? this.handOver(ownedBytes(bytes)) : this.hashHere(bytes);
  }

  /** Hashes a file. */
  hashFile(path: string): Promise<HashedObject> {
    return this.isWorthwhile ? this.handOver(path) : this.hashHere(path);
  }

  /** Ends the workers. What is not done by then fails. */
  async close(): Promise<void> {
    this.fail(new UserError('the validation has ended'));
    const pool = await this.pool?.catch(() => undefined);
    await pool?.destroy();
  }

  private get isWorthwhile(): boolean {
    const { workers, startAfterBytes = START_AFTER_BYTES } = this.props;
    return workers > 0 && this.bytes >= startAfterBytes;
  }

  private async hashHere(job: HashJob): Promise<HashedObject> {
    const hashed = await hashJob(job);
    if (hashed.kind === 'hash') this.bytes += hashed.sizeBytes;
    return hashed;
  }

  private handOver(job: HashJob): Promise<HashedObject> {
    return new Promise((resolve, reject) => {
      if (this.failure !== undefined) reject(this.failure);
      else {
        this.waiting.push({ job, resolve, reject });
        this.sendBatches();
        if (this.hasTooMany && !this.isSharing) void this.takeShare();
      }
    });
  }

  /** Whether more waits than what the workers take next. */
  private get hasTooMany(): boolean {
    return this.waiting.length > this.props.workers * JOBS_AT_ONCE;
  }

  /** Hashes what the workers are too busy for, one by one: what arrives meanwhile comes first. */
  private async takeShare(): Promise<void> {
    this.isSharing = true;
    for (;;) {
      await setImmediate();
      const taken = this.hasTooMany ? this.waiting.shift() : undefined;
      if (taken === undefined) break;
      await hashJob(taken.job).then(taken.resolve, taken.reject);
    }
    this.isSharing = false;
  }

  private sendBatches(): void {
    const { workers } = this.props;
    while (this.waiting.length > 0 && this.batches < workers * BATCHES_PER_WORKER) {
      // Shared out, so that at the end no worker has all that is left.
      const count = Math.min(JOBS_AT_ONCE, Math.ceil(this.waiting.length / workers));
      this.batches += 1;
      void this.sendBatch(this.waiting.splice(0, count));
    }
  }

  private async sendBatch(batch: readonly WaitingJob[]): Promise<void> {
    this.pool ??= this.start();
    const jobs = batch.map(({ job }) => job);
    const transferList = jobs.flatMap((job) => (typeof job === 'string' ? [] : [job.buffer as ArrayBuffer]));
    try {
      const pool = await this.pool;
      const hashed = (await pool.run(jobs, { transferList })) as readonly HashedObject[];
      for (const [at, { resolve }] of batch.entries()) resolve(hashed[at] as HashedObject);
    } catch (error) {
      this.waiting.push(...batch);
      this.fail(workerError(error));
    }
    this.batches -= 1;
    this.sendBatches();
  }

  private async start(): Promise<Piscina> {
    const { default: Piscina } = await import('piscina');
    const { workers, workerFile = join(packageRoot(), SHIPPED_FILE) } = this.props;
    const pool = new Piscina({
      filename: workerFile,
      name: 'hashJobs',
      minThreads: workers,
      maxThreads: workers,
      concurrentTasksPerWorker: BATCHES_PER_WORKER,
      recordTiming: false,
    });
    // Of a worker that has no batch.
    pool.on('error', (error) => this.fail(workerError(error)));
    return pool;
  }

  /** Rejects what waits, and all that comes. */
  private fail(failure: UserError): void {
    this.failure ??= failure;
    for (const { reject } of this.waiting.splice(0)) reject(this.failure);
  }
}

function workerError(error: unknown): UserError {
  return new UserError(`a worker thread failed: ${renderReason(error)}; --workers 0 does without them`);
}

/** Bytes that alone are in their buffer: a thread is given whole buffers. */
function ownedBytes(bytes: Uint8Array): Uint8Array {
  return isAlone(bytes) ? bytes : new Uint8Array(bytes);
}
