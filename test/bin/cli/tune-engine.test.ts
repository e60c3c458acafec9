import { spawnSync } from 'node:child_process';
import { tuneEngine } from '../../../bin/cli/tune-engine';

test('V8 of this Node.js knows the flags, if there are any for it', () => {
  const flags = tuneEngine();
  const { status, stderr } = spawnSync(process.execPath, [
    ...(flags === undefined ? [] : [flags]),
    '-e',
    '0',
  ]);
  expect({ status, stderr: stderr.toString() }).toEqual({ status: 0, stderr: '' });
});

test('a version that is not known has none', () => {
  expect(tuneEngine('10.2.154.26-node.36')).toBeUndefined();
  expect(tuneEngine('14.1.0')).toBeUndefined();
});
