import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isTemporaryName } from '../../../bin/outputs/temporary-file';
import { toFile } from '../../../bin/outputs/to-file';
import { folderForEachTest } from '../../test-folder';

describe('results to a file', () => {
  const folder = folderForEachTest();
  let out: string;
  let interrupt: () => void;
  const io = {
    onInterrupt: (tidy: () => void) => {
      interrupt = tidy;
      return () => {
        interrupt = () => undefined;
      };
    },
  };
  beforeEach(() => {
    out = join(folder, 'alerts.ndjson');
  });

  it('appear under their name only when they are whole', async () => {
    const output = await toFile({ out: out, force: true }, io);
    await output.write('one\n');
    await output.write('two\n');
    expect(readdirSync(folder)).toEqual([`.alerts.ndjson.${process.pid}.tmp`]);
    await output.finish();
    expect(readdirSync(folder)).toEqual(['alerts.ndjson']);
    expect(readFileSync(out, 'utf8')).toBe('one\ntwo\n');
  });

  it('leave the file of before as it was when they are given up', async () => {
    writeFileSync(out, 'before');
    const output = await toFile({ out: out, force: true }, io);
    await output.write('half');
    output.discard();
    expect(readdirSync(folder)).toEqual(['alerts.ndjson']);
    expect(readFileSync(out, 'utf8')).toBe('before');
  });

  it('leave nothing behind at an interrupt', async () => {
    const output = await toFile({ out: out, force: true }, io);
    await output.write('half');
    interrupt();
    expect(readdirSync(folder)).toEqual([]);
    output.discard();
  });

  it('are written beside what an earlier run with the same process id left behind', async () => {
    const stale = `.alerts.ndjson.${process.pid}.tmp`;
    writeFileSync(join(folder, stale), 'stale');
    const outputs = [
      await toFile({ out: out, force: true }, io),
      await toFile({ out: out, force: true }, io),
    ];
    for (const output of outputs) await output.write('new');
    expect(new Set(readdirSync(folder)).size).toBe(3);
    expect(readdirSync(folder).every(isTemporaryName)).toBe(true);
    for (const output of outputs) await output.finish();
    expect(readdirSync(folder).sort()).toEqual([stale, 'alerts.ndjson']);
    expect(readFileSync(join(folder, stale), 'utf8')).toBe('stale');
    expect(readFileSync(out, 'utf8')).toBe('new');
  });

  it('keep the permissions of the file that they replace, and the link that leads to it', async () => {
    const real = join(folder, 'real');
    writeFileSync(real, 'before', { mode: 0o600 });
    symlinkSync('real', out);
    const output = await toFile({ out: out, force: true }, io);
    await output.write('after');
    await output.finish();
    expect(readFileSync(real, 'utf8')).toBe('after');
    expect(statSync(real).mode & 0o777).toBe(0o600);
  });

  it('go straight to a device', async () => {
    const output = await toFile({ out: '/dev/null', force: true }, io);
    await output.write('away');
    await output.finish();
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
  });

  it('fails at once when there is no such folder', async () => {
    const path = join(folder, 'none', 'alerts');
    await expect(toFile({ out: path, force: true }, io)).rejects.toThrow(
      new Error(`--out ${path} cannot be written: no such file or folder`),
    );
  });

  it('fails at once on a folder', async () => {
    mkdirSync(out);
    await expect(toFile({ out: out, force: true }, io)).rejects.toThrow(
      new Error(`--out ${out} cannot be written: it is a folder`),
    );
  });
});
