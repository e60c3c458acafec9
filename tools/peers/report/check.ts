/**
 * The page of `trailwatch report` in the Chromium of the system: hostile names stay text, nothing is asked for, the
 * Content-Security-Policy is in force, everything works by keyboard, axe finds nothing, and 50,000 alerts stay smooth.
 * Apart from the other checks because its functions run in a browser, and are compiled for one.
 */
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Outcome } from '../outcome';
import { checkReport } from './check-report';

async function main(): Promise<void> {
  const outcome = new Outcome();
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'trailwatch-report-')));
  try {
    await outcome.part('report', () => checkReport(folder, outcome));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  if (outcome.failed > 0) process.exitCode = 1;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
