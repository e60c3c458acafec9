import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const PATH = join(__dirname, '../../../bin/cli/tune-engine.ts');

/** What a process of its own answers: flags stay set for as long as a process runs. */
function tuned(words: readonly string[], version: string = process.versions.v8): readonly string[] {
  const code = `const { tuneEngine } = require(${JSON.stringify(PATH)}); console.log(JSON.stringify(tuneEngine(${JSON.stringify(words)}, ${JSON.stringify(version)})))`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', '-e', code], {
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  return JSON.parse(stdout) as readonly string[];
}

test('V8 of this Node.js knows the flags, those of commands with a small heap, too', () => {
  const flags = tuned(['--debug', 'validate', 's3://bucket']);
  expect(flags).toEqual(expect.arrayContaining(['--heap-growing-percent=100']));
  const { status, stderr } = spawnSync(process.execPath, [...flags, '-e', '0']);
  expect({ status, stderr: stderr.toString() }).toEqual({ status: 0, stderr: '' });
});

test('a version that is not known has none, nor has a command that keeps what it reads', () => {
  expect(tuned(['scan', 'logs'], '10.2.154.26-node.36')).toEqual([]);
  expect(tuned(['scan', 'validate'], '14.1.0')).toEqual([]);
});
