import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { folderForEachTest } from '../test-folder';
import { COMMAND_LINE, describeBuilt } from './built-command-line';
import { logFile, record } from './scan-folder';

const folder = folderForEachTest();
/** Writes what was loaded to the file `loaded`, at the end of the process. */
const LISTING = `process.on('exit', () => require('node:fs').writeFileSync(
  require('node:path').join(__dirname, 'loaded'),
  JSON.stringify({ status: process.exitCode, modules: [...process.moduleLoadList, ...Object.keys(require.cache)] })));`;

describeBuilt('a scan', () => {
  it('loads neither what starts programs nor regular expressions, where no rule asks for any', () => {
    writeFileSync(join(folder, 'list.cjs'), LISTING);
    writeFileSync(join(folder, 'log.json'), logFile(record('ListUsers', 'a'), record('StopLogging', 'b')));
    const argv = ['--require', join(folder, 'list.cjs'), COMMAND_LINE, 'scan', join(folder, 'log.json')];
    const { stderr } = spawnSync(process.execPath, argv, { encoding: 'utf8' });
    expect(stderr).toContain('files=1 records=2 ');
    const { status, modules } = JSON.parse(readFileSync(join(folder, 'loaded'), 'utf8'));
    expect(status).toBe(0);
    expect(modules).toContain('NativeModule zlib');
    expect(modules).toContain(COMMAND_LINE);
    expect(modules).not.toContain('NativeModule child_process');
    const read = modules.filter((path: string) => path.startsWith(dirname(COMMAND_LINE)));
    expect(read.length).toBeGreaterThan(10);
    for (const path of read) expect(readFileSync(path, 'utf8')).not.toContain('RE2JS is the JavaScript port');
  });
});
