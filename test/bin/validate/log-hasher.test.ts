import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { LogHasher } from '../../../bin/validate/log-hasher';
import { sha256 } from '../../digest/signed-archive';
import { folderForAllTests } from '../../test-folder';

const folder = folderForAllTests();
let hasher: LogHasher | undefined;
beforeAll(async () => {
  await build({
    ...{ entryPoints: ['bin/validate/hash-job.ts'], outfile: join(folder, 'hash-job.js') },
    ...{ bundle: true, platform: 'node', format: 'cjs' },
  });
});
afterEach(() => hasher?.close());

function makeHasher(workers: number, workerFile = join(folder, 'hash-job.js')): LogHasher {
  hasher = new LogHasher({ workers, workerFile, startAfterBytes: 0 });
  return hasher;
}

/** A worker that ends in some way when it is given its first batch. */
function makeFaultyHasher(name: string, body: string): LogHasher {
  const file = join(folder, `${name}.js`);
  writeFileSync(file, `exports.hashJobs = async () => { ${body} };`);
  return makeHasher(2, file);
}

const text = (index: number) => `{"Records":[${'{"eventName":"ListUsers"},'.repeat(50 * index)}${index}]}`;

describe('hashing log files', () => {
  it.each([0, 1, 3])('gives each one its own result, with %i workers', async (workers) => {
    const wanted = Array.from({ length: 100 }, (_, index) => text(index));
    const tested = makeHasher(workers);
    const hashed = await Promise.all(
      wanted.map((one, index) => {
        const bytes = gzipSync(one, { level: index % 2 === 0 ? 0 : 6 });
        if (index % 3 > 0) return tested.hashBytes(bytes);
        const path = join(folder, `${workers}-${index}.gz`);
        writeFileSync(path, bytes);
        return tested.hashFile(path);
      }),
    );
    expect(hashed).toEqual(wanted.map((one) => ({ kind: 'hash', hash: sha256(one), sizeBytes: one.length })));
  });

  it.each([0, 2])(
    'says the same of what is damaged, not there, or cannot be read, with %i workers',
    async (workers) => {
      const whole = gzipSync(text(1000), { level: 0 });
      const link = join(folder, `unreadable-${workers}`);
      symlinkSync('/proc/self/mem', link);
      const tested = makeHasher(workers);
      const hashed = await Promise.all([
        tested.hashBytes(whole.subarray(0, -5)),
        tested.hashBytes(Buffer.concat([whole, gzipSync('')])),
        tested.hashBytes(Buffer.alloc(0)),
        tested.hashFile(join(folder, 'nothing')),
        tested.hashFile(folder),
        tested.hashFile(link),
      ]);
      expect(hashed).toEqual([
        { kind: 'problem', reason: 'damaged-gzip' },
        { kind: 'problem', reason: 'trailing-data' },
        { kind: 'problem', reason: 'damaged-gzip' },
        { kind: 'absent' },
        { kind: 'absent' },
        { kind: 'unreadable', problem: expect.stringContaining('EIO') },
      ]);
    },
  );

  it('leaves bytes alone that share their buffer with others', async () => {
    const packed = gzipSync(text(300), { level: 0 });
    const shared = Buffer.concat([Buffer.from('before'), packed, Buffer.from('behind')]);
    const tested = makeHasher(1);
    await tested.hashBytes(shared.subarray(6, 6 + packed.length));
    expect([shared.subarray(0, 6).toString(), shared.subarray(-6).toString()]).toEqual(['before', 'behind']);
  });

  it.each([0, 1])(
    'gives up the memory of bytes that share it with none, with %i workers',
    async (workers) => {
      const bytes = new Uint8Array(gzipSync(text(300), { level: 0 }));
      const { kind } = await makeHasher(workers).hashBytes(bytes);
      expect([kind, bytes.length]).toEqual(['hash', 0]);
    },
  );

  it('starts workers only when there is enough to do', async () => {
    const bytes = () => gzipSync(text(1000), { level: 0 });
    const workerFile = join(folder, 'not-there.js');
    hasher = new LogHasher({ workers: 2, workerFile, startAfterBytes: 2 * text(1000).length });
    expect((await hasher.hashBytes(bytes())).kind).toBe('hash');
    expect((await hasher.hashBytes(bytes())).kind).toBe('hash');
    await expect(hasher.hashBytes(bytes())).rejects.toThrow('a worker thread failed');
  });
});

it('hashes in the main thread what the workers are too busy for', async () => {
  const tested = makeFaultyHasher('stuck', 'return new Promise(() => {})');
  const jobs = Array.from({ length: 200 }, (_, index) =>
    tested.hashBytes(gzipSync(text(100 + index), { level: 0 })),
  );
  const others = Promise.allSettled(jobs);
  const hashed = await Promise.all(jobs.slice(4, 100));
  expect(hashed.map((one) => one.kind === 'hash' && one.hash)).toEqual(
    hashed.map((_, index) => sha256(text(104 + index))),
  );
  await tested.close();
  expect((await others).at(-1)).toMatchObject({ status: 'rejected' });
});

describe('a worker that fails', () => {
  // So few that the main thread takes none.
  const jobs = (tested: LogHasher) =>
    Promise.allSettled(Array.from({ length: 30 }, () => tested.hashBytes(gzipSync(text(200), { level: 0 }))));

  it.each([
    ['throws', 'throw new Error("out of luck")', 'out of luck'],
    ['exits', 'process.exit(3)', 'worker exited with code: 3'],
    [
      'throws outside of its work',
      'setImmediate(() => { throw new Error("late") }); return new Promise(() => {})',
      'late',
    ],
  ])('fails all that waits, and all that comes, with one sentence: it %s', async (name, body, reason) => {
    const tested = makeFaultyHasher(name.replaceAll(' ', '-'), body);
    const failure = `a worker thread failed: ${reason}; --workers 0 does without them`;
    for (const settled of [...(await jobs(tested)), ...(await jobs(tested))]) {
      expect(settled).toEqual({ status: 'rejected', reason: expect.objectContaining({ message: failure }) });
    }
  });

  it('because its file is not there fails with a sentence that names it', async () => {
    const tested = makeHasher(2, join(folder, 'not-there.js'));
    const [first] = await jobs(tested);
    expect(String((first as PromiseRejectedResult).reason)).toContain('not-there.js');
  });

  it('or is ended while it works leaves nothing waiting', async () => {
    const tested = makeFaultyHasher('endless', 'return new Promise(() => {})');
    const waiting = jobs(tested);
    await tested.close();
    expect((await waiting).every(({ status }) => status === 'rejected')).toBe(true);
  });
});
