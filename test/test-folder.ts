import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder that is empty at the start of each test, and removed after the last. */
export function folderForEachTest(): string {
  const folder = folderForAllTests();
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder);
  });
  return folder;
}

/** A folder that the tests of a file, or of a block of it, share; removed after the last. */
export function folderForAllTests(): string {
  const folder = mkdtempSync(join(tmpdir(), 'trailwatch-test-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
