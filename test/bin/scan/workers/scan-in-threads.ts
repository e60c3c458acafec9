import { join } from 'node:path';
import { build } from 'esbuild';
import { UserError } from '../../../../bin/cli/user-error';
import { runScan, type ScanOptions } from '../../../../bin/commands/scan';
import { folderForAllTests } from '../../../test-folder';
import { type Outcome, type Surroundings, withTestIo } from '../../run-trailwatch';

const folder = folderForAllTests();

/** Builds the file of the workers once for the tests of a file. */
export function useWorkerFile(): void {
  beforeAll(async () => {
    await build({
      ...{ entryPoints: ['bin/scan/workers/search-job.ts'], outfile: join(folder, 'search-job.js') },
      ...{ bundle: true, platform: 'node', format: 'cjs', logLevel: 'warning' },
    });
  });
}

/** The file that {@link useWorkerFile} built. */
export function workerFile(): string {
  return join(folder, 'search-job.js');
}

/** A scan in several threads, each file by whichever is free, however little there is to search. */
export interface ThreadedScan {
  readonly paths: readonly string[];
  readonly options?: Partial<ScanOptions>;
  readonly workers: number;
  /** The built one unless given. */
  readonly workerFile?: string;
  readonly surroundings?: Surroundings;
}

/** Runs a scan with its own rules alone. A {@link UserError} comes out as the command line shows it. */
export function scanInThreads(scan: ThreadedScan): Promise<Outcome> {
  const { paths, workers, surroundings = {} } = scan;
  const options = { builtin: false, ...scan.options, workers: String(workers) };
  const threads = { workerFile: scan.workerFile ?? workerFile(), startAfterBytes: -1, jobInputs: 1 };
  return withTestIo(surroundings, (io) =>
    runScan({ paths, options, io, threads }).catch((error: unknown) => {
      if (!(error instanceof UserError)) throw error;
      io.stderr.write(`trailwatch: ${error.message}\n`);
      return 2;
    }),
  );
}
