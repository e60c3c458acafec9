import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { CountedWorkers, FILES } from '../../test/bin/scan/workers/counted-workers';
import type { Outcome } from '../peers/outcome';

/** The installed command line searches with the worker threads of the package, and finds the same as without. */
export function checkWorkers(project: string, outcome: Outcome, name = 'cdk-trailwatch'): void {
  const folder = join(project, 'workers');
  mkdirSync(folder);
  const installed = join(project, 'node_modules', name, 'dist/bin/trailwatch.js');
  const counted = new CountedWorkers(folder, installed);
  const alone = counted.run(1);
  const together = counted.run(3);
  outcome.check(
    together.status === 0 &&
      together.stdout === alone.stdout &&
      together.stdout.split('\n').length === FILES + 1,
    `the command line of ${name} finds the same with 3 workers`,
    [together.stderr],
  );
  // The main thread is the third.
  outcome.check(counted.count === 2, `it starts ${counted.count} threads of the package, 2 expected`);
}
