import { statSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';
import type { HashedObject } from '../../lib/core/digest/archive-reader';
import { hashLogFile } from '../../lib/core/digest/single-member';
import { releaseMemory } from '../../lib/core/record/gzip/release-memory';
import { keepHeapSmall } from '../cli/tune-engine';
import { renderReason } from '../cli/user-error';
import { readFileChunks } from '../inputs/input-file';

// What a worker thread does first.
if (!isMainThread) keepHeapSmall();

/** A log file to unpack and hash: its bytes as they are stored, or the path of a file that holds them. */
export type HashJob = Uint8Array | string;

/**
 * Hashes the unpacked text of log files, one after another. What worker threads run: this file is the entry point of a
 * bundle of its own.
 */
export async function hashJobs(jobs: readonly HashJob[]): Promise<readonly HashedObject[]> {
  const hashed: HashedObject[] = [];
  for (const job of jobs) hashed.push(await hashJob(job));
  return hashed;
}

/** Hashes the unpacked text of a log file, with the same result in every thread. Bytes are given up. */
export async function hashJob(job: HashJob): Promise<HashedObject> {
  if (typeof job === 'string') return await hashFile(job);
  const hashed = await hashLogFile([job]);
  if (isAlone(job)) releaseMemory(job);
  return hashed;
}

/** Whether nothing else lies in the buffer of bytes: then it can be released, or handed to another thread. */
export function isAlone(bytes: Uint8Array): boolean {
  return bytes.byteLength === bytes.buffer.byteLength;
}

async function hashFile(path: string): Promise<HashedObject> {
  try {
    if (!statSync(path).isFile()) return { kind: 'absent' };
    return await hashLogFile(readFileChunks(path));
  } catch (error) {
    return isAbsent(error) ? { kind: 'absent' } : { kind: 'unreadable', problem: renderReason(error) };
  }
}

/** Whether an error of the file system says that there is no such file. */
export function isAbsent(error: unknown): boolean {
  const { code = '' } = error as NodeJS.ErrnoException;
  return ['ENOENT', 'ENOTDIR', 'ENAMETOOLONG'].includes(code);
}
