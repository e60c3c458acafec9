import { spawn, spawnSync } from 'node:child_process';
import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { truncate } from '../../digest/damage';
import { logText, SignedArchive } from '../../digest/signed-archive';
import { folderForEachTest } from '../../test-folder';
import { COMMAND_LINE, describeBuilt } from '../built-command-line';
import { runTrailwatch } from '../run-trailwatch';

const ACCOUNT = '111122223333';
/** Below this, no worker starts. */
const SMALL_ARCHIVE_BYTES = 32 * 1024 * 1024;

const folder = folderForEachTest();
let argv: readonly string[];
beforeEach(() => {
  argv = ['validate', join(folder, 'archive'), '--public-keys', join(folder, 'keys.json')];
});

function put(archive: SignedArchive): void {
  archive.writeTo(join(folder, 'archive'));
  writeFileSync(join(folder, 'keys.json'), archive.publicKeys());
}

describe('trailwatch validate --workers', () => {
  it.each(['-1', '1.5', '65', 'two'])("refuses '%s'", async (count) => {
    put(new SignedArchive([{ accountId: ACCOUNT, hours: 1 }]));
    const { status, stderr } = await runTrailwatch([...argv, `--workers=${count}`]);
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: `trailwatch: --workers is '${count}'; it is a number of worker threads from 0 to 64\n`,
    });
  });

  it('may be another number when an interrupted validation goes on', async () => {
    put(new SignedArchive([ACCOUNT, '222233334444'].map((accountId) => ({ accountId, hours: 2 }))));
    const resume = ['--resume', join(folder, 'state.json')];
    const time = { currentTime: '2026-10-01T02:30:00Z' };
    const broken = { ...time, stdoutFault: new Error('no space') };
    await runTrailwatch([...argv, ...resume, '--workers', '0'], broken);
    const { status, stderr } = await runTrailwatch([...argv, ...resume, '--workers', '2'], time);
    expect([status, stderr]).toEqual([0, expect.stringContaining('digests=4 logs=8')]);
  });
});

test.each(['digest', 'log'])(
  'a %s file that cannot be read is unverified, and the status is 2',
  async (kind) => {
    const archive = new SignedArchive([{ accountId: ACCOUNT, hours: 3 }]);
    const [first] = archive.digests;
    const key = kind === 'digest' ? first?.key : first?.logKeys[0];
    archive.objects.delete(key ?? '');
    put(archive);
    symlinkSync('/proc/self/mem', join(folder, 'archive', key ?? ''));
    const { status, stdout } = await runTrailwatch(argv, { currentTime: '2026-10-01T03:30:00Z' });
    const lines = stdout.trim().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toContainEqual(
      expect.objectContaining({ kind, key, status: 'unverified', reason: 'unreadable' }),
    );
    expect(status).toBe(2);
  },
);

describeBuilt('the workers of the built command line (npm run build makes it)', () => {
  it('give the same output and status, however many they are', () => {
    const textOf = (unique: string) => logText(unique, 1_000_000);
    const archive = new SignedArchive([
      { accountId: ACCOUNT, hours: 5, logs: 8, textOf },
      { accountId: '222233334444', hours: 5, logs: 8, textOf },
    ]);
    archive.logKeys.forEach((key, index) => {
      if (index % 7 === 0) truncate(archive, key);
      if (index % 11 === 0) archive.objects.delete(key);
    });
    put(archive);
    const runs = ['0', '1', '2', '5'].map((workers) => {
      const range = ['--end', '2026-10-01T05:01:31Z', '--workers', workers];
      const command = [COMMAND_LINE, ...argv, ...range];
      const { status, stdout, stderr } = spawnSync(process.execPath, command, { encoding: 'utf8' });
      return { status, stdout, stderr: stderr.replace(/seconds=\S+/, '') };
    });
    const bytes = Number(/bytes=(\d+)/.exec(runs[0]?.stderr ?? '')?.[1]);
    expect(bytes).toBeGreaterThan(1.5 * SMALL_ARCHIVE_BYTES);
    expect(runs[0]).toMatchObject({ status: 1, stderr: expect.stringMatching(/ invalid=\d+ missing=8 /) });
    for (const run of runs) expect(run).toEqual(runs[0]);
  });

  it('end at a signal', async () => {
    put(new SignedArchive([{ accountId: ACCOUNT, hours: 3, logs: 500, logSizeBytes: 64_000 }]));
    const child = spawn(process.execPath, [COMMAND_LINE, ...argv, '--workers', '2']);
    const ended = new Promise((resolve) => child.on('exit', (_, signal) => resolve(signal)));
    let lines = 0;
    child.stdout.on('data', (text: Buffer) => {
      lines += text.toString().split('\n').length;
      // What is not read any more keeps the command from its end.
      if (lines < 800) return;
      child.stdout.pause();
      child.kill('SIGINT');
    });
    expect(await ended).toBe('SIGINT');
  });
});
