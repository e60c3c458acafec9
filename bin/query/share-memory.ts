import { availableParallelism, totalmem } from 'node:os';
import { UserError } from '../cli/user-error';
import { parseBytes } from './remote-query';

const MIB = 1024 ** 2;

/** What Node.js, the reading of log files and the hashes of records take, measured with files of 12 MB and four of them open. */
const READER_MIB = 320;

/** DuckDB takes more than its limit: what its allocator holds back, and what it does not count. */
const DATABASE_SHARE = 0.7;

const MIN_MIB = 768;
const MIB_A_THREAD = 512;
const MAX_USUAL_MIB = 2048;

const MAX_PORTION_CHARACTERS = 32 * MIB;

/** The memory of a process that reads records into a database. */
export interface MemoryShares {
  readonly databaseMib: number;
  /** The characters of records that wait for the database. They are in memory three times: as texts, as one text, and as its bytes. */
  readonly portionCharacters: number;
  /** Each thread has buffers of its own. */
  readonly threads: number;
}

/**
 * Shares the memory of `--memory-limit` between the reader and the database.
 *
 * @throws {@link UserError} if it is no size, or too small for any query
 */
export function shareMemory(limit?: string): MemoryShares {
  const limitMib = limit === undefined ? usualMib() : parseBytes('--memory-limit', limit, '4GB') / MIB;
  if (limitMib < MIN_MIB) {
    throw new UserError(
      `--memory-limit is '${limit}'; reading alone takes ${READER_MIB}MB: write ${MIN_MIB}MB or more`,
    );
  }
  return {
    databaseMib: Math.floor((limitMib - READER_MIB) * DATABASE_SHARE),
    portionCharacters: Math.min(MAX_PORTION_CHARACTERS, Math.floor((limitMib * MIB) / 128)),
    threads: Math.min(availableParallelism(), Math.max(1, Math.floor(limitMib / MIB_A_THREAD))),
  };
}

function usualMib(): number {
  return Math.max(MIN_MIB, Math.min(MAX_USUAL_MIB, totalmem() / 2 / MIB));
}
