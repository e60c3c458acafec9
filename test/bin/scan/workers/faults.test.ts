import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderForEachTest } from '../../../test-folder';
import { runTrailwatch } from '../../run-trailwatch';
import { logFile, RULE, record } from '../../scan-folder';
import { scanInThreads, useWorkerFile } from './scan-in-threads';

const folder = folderForEachTest();
useWorkerFile();
beforeEach(() => {
  for (const name of ['rules', 'logs', 'out']) mkdirSync(join(folder, name));
  writeFileSync(join(folder, 'rules/stopped.yml'), RULE);
  for (let at = 0; at < 300; at++)
    writeFileSync(join(folder, `logs/${at}.json`), logFile(record('StopLogging', `e${at}`)));
});

const paths = () => [join(folder, 'logs')];
const rules = () => [join(folder, 'rules')];

/** A worker that does something with its jobs; `report` sends what a worker sends. */
function workerThat(body: string): string {
  const file = join(folder, 'worker.js');
  const report = `const report = (port, ...events) => port.postMessage({ kind: 'events', events, bytes: 1 });`;
  writeFileSync(file, `${report} exports.searchJob = async ({ inputs, port }) => { ${body} };`);
  return file;
}

const SKIP = `report(port, { kind: 'not-searched', input: { name: 'x', note: 'was seen' } });`;

describe('a worker thread that fails', () => {
  it.each([
    ['throws', 'throw new Error("out of luck")', 'out of luck'],
    ['throws after its first report', `${SKIP} throw new Error("out of luck")`, 'out of luck'],
    ['exits', 'process.exit(3)', 'worker exited with code: 3'],
    [
      'throws outside of its work',
      'setImmediate(() => { throw new Error("late") }); return new Promise(() => {})',
      'late',
    ],
  ])('ends the scan with one sentence, and leaves no output behind: it %s', async (_, body, reason) => {
    const out = join(folder, 'out/alerts.ndjson');
    const workerFile = workerThat(body);
    const scan = { paths: paths(), options: { rules: rules(), out }, workers: 2, workerFile };
    const { status, stdout, stderr } = await scanInThreads(scan);
    expect({ status, stdout, stderr: stderr.replace(/^trailwatch: note: x was seen\n/gm, '') }).toEqual({
      status: 2,
      stdout: '',
      stderr: `trailwatch: a worker thread failed: ${reason}; --workers 1 does without them\n`,
    });
    expect(readdirSync(join(folder, 'out'))).toEqual([]);
  });

  it('because its file is not there fails with a sentence that names it', async () => {
    const workerFile = join(folder, 'not-there.js');
    const { status, stderr } = await scanInThreads({
      ...{ paths: paths(), options: { rules: rules() } },
      ...{ workers: 2, workerFile },
    });
    expect([status, stderr]).toEqual([2, expect.stringContaining('not-there.js')]);
  });
});

it('no worker starts for so little', async () => {
  const argv = ['scan', ...paths(), '--no-builtin', '--rules', ...rules(), '--workers', '3'];
  const { status, stderr } = await runTrailwatch(argv);
  expect([status, stderr]).toEqual([0, expect.stringContaining('files=300 records=300 ')]);
});

it('ends its threads when its output is closed', async () => {
  const { status } = await scanInThreads({
    ...{ paths: paths(), options: { rules: rules() }, workers: 2 },
    surroundings: { stdoutFault: Object.assign(new Error('no space'), { code: 'ENOSPC' }) },
  });
  expect(status).toBe(2);
});

it.each(['0', '-1', 'x', '1e3', '65', '1.5'])("--workers refuses '%s'", async (count) => {
  const { status, stdout, stderr } = await runTrailwatch(['scan', ...paths(), `--workers=${count}`]);
  expect({ status, stdout, stderr }).toEqual({
    status: 2,
    stdout: '',
    stderr: `trailwatch: --workers is '${count}'; it is a number of threads from 1 to 64\n`,
  });
});
