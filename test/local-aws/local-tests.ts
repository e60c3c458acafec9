import { folderForAllTests } from '../test-folder';
import { type LocalAws, startLocalAws } from './start-local-aws';

/** What runs on the embedded AWS while the tests of a file run. */
interface Running {
  stop(): Promise<void>;
}

/**
 * Starts the embedded AWS before the tests of a file, and what `start` starts on it, with a folder for the assembly.
 * After the tests both are ended, and the folder is removed.
 */
export function startBeforeTests(start: (aws: LocalAws, folder: string) => Promise<Running>): void {
  const folder = folderForAllTests();
  let aws: LocalAws | undefined;
  let running: Running | undefined;

  beforeAll(async () => {
    aws = await startLocalAws();
    running = await start(aws, folder);
  });

  afterAll(async () => {
    await running?.stop();
    await aws?.stop();
  });
}
