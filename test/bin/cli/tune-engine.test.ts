import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const PATH = join(__dirname, '../../../bin/cli/tune-engine.ts');

/** What a process of its own answers: flags stay set for as long as a process runs. */
function tuned(words: readonly string[], version: string = process.versions.v8): readonly string[] {
  return inOwnProcess(
    `console.log(JSON.stringify(tuneEngine(${JSON.stringify(words)}, ${JSON.stringify(version)})))`,
  );
}

function inOwnProcess<T>(body: string): T {
  const code = `const { keepHeapSmall, tuneEngine } = require(${JSON.stringify(PATH)}); ${body}`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', '-e', code], {
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  return JSON.parse(stdout) as T;
}

test('V8 of this Node.js knows the flags, those of commands with a small heap, too', () => {
  const flags = tuned(['--debug', 'validate', 's3://bucket']);
  expect(flags).toEqual(expect.arrayContaining(['--heap-growing-percent=50']));
  const { status, stderr } = spawnSync(process.execPath, [...flags, '-e', '0']);
  expect({ status, stderr: stderr.toString() }).toEqual({ status: 0, stderr: '' });
});

test('a version that is not known has none, nor has a command that keeps what it reads', () => {
  expect(tuned(['scan', 'logs'], '10.2.154.26-node.36')).toEqual([]);
  expect(tuned(['scan', 'validate'], '14.1.0')).toEqual([]);
});

test('the new space stays small when a thread has started, if it is told to once more', () => {
  const bytes = inOwnProcess<number>(`
    const { Worker } = require('node:worker_threads');
    tuneEngine(['validate']);
    const worker = new Worker('setInterval(() => {}, 1e6)', { eval: true, execArgv: [] });
    worker.once('online', () => {
      keepHeapSmall();
      const kept = [];
      for (let made = 0; made < 3e6; made += 1) {
        kept[made % 3e4] = { made };
      }
      const spaces = require('node:v8').getHeapSpaceStatistics();
      console.log(JSON.stringify(spaces.find(({ space_name }) => space_name === 'new_space').space_size));
      void worker.terminate();
    });`);
  expect(bytes).toBeLessThan(8 * 1024 * 1024);
});
