import { spawn } from 'node:child_process';
import { folderForAllTests } from '../../../test-folder';
import { COMMAND_LINE, describeBuilt } from '../../built-command-line';
import { alertsIn } from '../../scan-folder';
import { CountedWorkers, FILES } from './counted-workers';

const folder = folderForAllTests();
let counted: CountedWorkers;
beforeAll(() => {
  counted = new CountedWorkers(folder, COMMAND_LINE);
});
beforeEach(() => counted.forget());

describeBuilt('the command line as it is shipped', () => {
  it.each([
    [1, 0],
    [2, 1],
    [3, 2],
  ])('with --workers %i starts %i threads beside the main one, and finds the same', (workers, expected) => {
    const { status, stdout, stderr } = counted.run(workers);
    const ids = alertsIn(stdout).map(({ eventID }) => eventID);
    // In the order of the names.
    expect(ids).toEqual(Array.from({ length: FILES }, (_, at) => `e${at}`).sort());
    expect(stderr).toContain(`files=${FILES} records=${2 * FILES} duplicates=0 matched=${FILES} `);
    expect([status, counted.count]).toEqual([0, expected]);
  });

  it('is ended at once by an interrupt, in all its threads', async () => {
    const argv = [...counted.argv, '--workers', '3'];
    const child = spawn(process.execPath, argv, { env: counted.environment, stdio: 'ignore' });
    const ended = new Promise((resolve) => child.on('exit', (_, signal) => resolve(signal)));
    while (counted.count < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    child.kill('SIGINT');
    expect(await ended).toBe('SIGINT');
  });
});
