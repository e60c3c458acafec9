import { mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '../../../bin/cli/make-folder';
import { folderForEachTest } from '../../test-folder';
import { runTrailwatch } from '../run-trailwatch';
import { logFile, record } from '../scan-folder';

const folder = folderForEachTest();

describe('makeFolder', () => {
  it('makes what is missing, with its permissions, and leaves what is there', () => {
    makeFolder(join(folder, 'a/b/c'), 0o700);
    expect(statSync(join(folder, 'a/b/c')).mode & 0o777).toBe(0o700);
    writeFileSync(join(folder, 'a/b/c/file'), 'text');
    makeFolder(join(folder, 'a/b/c'));
    expect(statSync(join(folder, 'a/b/c/file')).size).toBe(4);
    mkdirSync(join(folder, 'real'));
    symlinkSync(join(folder, 'real'), join(folder, 'link'));
    makeFolder(join(folder, 'link/d'));
    expect(statSync(join(folder, 'real/d')).isDirectory()).toBe(true);
  });

  it('fails on a file, below one, and on a link to nothing', () => {
    writeFileSync(join(folder, 'file'), '');
    symlinkSync(join(folder, 'nothing'), join(folder, 'link'));
    expect(() => makeFolder(join(folder, 'file'))).toThrow(/EEXIST/);
    expect(() => makeFolder(join(folder, 'file/below'))).toThrow(/ENOTDIR/);
    expect(() => makeFolder(join(folder, 'link'))).toThrow(/EEXIST/);
  });
});

/** A file system that takes no folder. */
const NO_PLACE = '/proc/trailwatch/out';

test('commands that make a folder end at once where none can be made', async () => {
  const logs = join(folder, 'one.json');
  writeFileSync(logs, logFile(record('StopLogging', 'e1')));
  expect(() => makeFolder(NO_PLACE)).toThrow();
  const { status, stderr } = await runTrailwatch(['convert', logs, '--out', NO_PLACE]);
  expect({ status, stderr }).toEqual({
    status: 2,
    stderr: expect.stringMatching(/^trailwatch: --out \/proc\/trailwatch\/out cannot be written: .+\n$/),
  });
  // The cache of rules is passed over.
  writeFileSync(
    join(folder, 'rule.yml'),
    'title: T\nname: t\nlevel: low\nlogsource: { product: aws, service: cloudtrail }\ndetection:\n  selection: { eventName: StopLogging }\n  condition: selection\n',
  );
  const found = await runTrailwatch(['scan', logs, '--no-builtin', '--rules', join(folder, 'rule.yml')], {
    environment: { XDG_CACHE_HOME: NO_PLACE },
  });
  expect([found.status, found.stderr]).toEqual([0, expect.stringContaining('alerts=1')]);
});
