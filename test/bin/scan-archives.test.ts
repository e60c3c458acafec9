import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import * as zlib from 'node:zlib';
import { zipSync } from 'fflate';
import { FOREIGN_FILES, foreignFile } from '../../bin/inputs/unpack/foreign-files';
import { runTrailwatch } from './run-trailwatch';
import { alertsIn, at, logFile, put, record, scan, useScanFolder } from './scan-folder';

const FIRST = logFile(record('StopLogging', 'e1'));
const SECOND = zlib.gzipSync(logFile(record('StopLogging', 'e2')));

useScanFolder();

/** How a file of each kind begins that may hold log files. */
const PACKED_STARTS: Readonly<Record<string, readonly (number | string)[]>> = {
  'bzip2 data': ['BZh91AY&SY'],
  'a 7z archive': ['7z', 0xbc, 0xaf, 0x27, 0x1c],
  'a RAR archive': ['Rar!', 0x1a, 0x07, 0x01, 0x00],
  'LZ4 data': [0x04, 0x22, 0x4d, 0x18, 0x64],
  'LZ4 data of an old form': [0x02, 0x21, 0x4c, 0x18, 0x64],
  'LZMA data': [0x5d, 0, 0, 0x80, 0, ...Array.from({ length: 8 }, () => 0xff), 0],
  'lzop data': [0x89, 'LZO', 0, 0x0d, 0x0a],
  'a cabinet file': ['MSCF', 0, 0, 0, 0, 1],
  'a cpio archive': ['070701000001A4'],
  'an ar archive': ['!<arch>\n'],
  'a part of a zip archive': ['PK', 7, 8, 'PK', 3, 4],
  'lzip data': ['LZIP', 1],
  'data of compress': [0x1f, 0x9d, 0x90],
  'Snappy data': [0xff, 6, 0, 0, 'sNaPpY'],
  'a file that age encrypted': ['age-encryption.org/v1\n'],
  'a PGP message': [0x85, 0x01, 0x0c, 0x03, 0xaa],
  'a CMS message': ['-----BEGIN PKCS7-----\n'],
  'an encrypted zip archive': ['PK', 3, 4, 20, 0, 9, 0, 8, 0],
  'a file that OpenSSL encrypted': ['Salted__12345678'],
};

function bytesOf(parts: readonly (number | string)[]): Buffer {
  return Buffer.concat(
    parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from([part]))),
  );
}

describe('a file of a folder that begins as a packed or encrypted one does', () => {
  const NAMES = Object.keys(PACKED_STARTS);

  it.each([
    ['scan'],
    ['view'],
    ['actor', 'arn:aws:iam::111122223333:user/x'],
    ['query', 'SELECT 1 AS n FROM events'],
    ['convert'],
    ['report'],
  ])('is named with what to do, and the status is 2: %s', async (...command) => {
    for (const [index, name] of NAMES.entries()) put(`logs/${index}.bin`, bytesOf(PACKED_STARTS[name] ?? []));
    put('logs/a.json', logFile(record('StopLogging', 'a')));
    const out = ['convert', 'report'].includes(command[0] ?? '') ? ['--out', at('out')] : [];
    const { status, stderr } = await runTrailwatch([...command, at('logs'), ...out]);
    const missing = NAMES.filter(
      (name, index) => !stderr.includes(`${at(`logs/${index}.bin`)}: it is ${name}; `),
    );
    expect(missing).toEqual([]);
    expect(status).toBe(2);
  });

  it('is of each kind that the documentation lists', () => {
    const kinds = new Set(FOREIGN_FILES.filter(({ mayHoldLogs }) => mayHoldLogs).map(({ name }) => name));
    expect(new Set(NAMES)).toEqual(kinds);
  });

  it.each([
    [[0xc3, 0x89, 't', 0xc3, 0xa9]],
    [[0x5d, 0, 0, 'x']],
    [['PK is no archive']],
    [['0707 is a number']],
    [[0x84, 0x00, 0x01]],
  ])('is not one that only begins so: %j', (start) => {
    expect(foreignFile(bytesOf(start), { named: false })).toBeUndefined();
  });
});

describe('trailwatch scan, of archives', () => {
  it.each<[string, string, () => Buffer]>([
    ['zip', 'a.zip', zip],
    ['tar', 'a.tar', () => tar([])],
    ['tar in gzip', 'a.tar.gz', () => zlib.gzipSync(tar([]))],
    ['tar of GNU with long names', 'a.tgz', () => zlib.gzipSync(tar(['--format=gnu']))],
    ['tar of POSIX with long names', 'a.tar', () => tar(['--format=pax'])],
  ])('reads every file of %s', async (_, name, make) => {
    put(name, make());
    const { status, stdout, stderr } = await scan([name]);
    const found = alertsIn(stdout).map(({ eventID, source }) => [eventID, source.key]);
    const inner = `AWSLogs/${'long-name/'.repeat(12)}b.json.gz`;
    expect(found.sort()).toEqual([
      ['e1', at(`${name}/AWSLogs/a.json`)],
      ['e2', at(`${name}/${inner}`)],
    ]);
    expect(stderr).toMatch(/^files=2 records=2 /m);
    expect(status).toBe(0);
    const asStdin = await scan(['-'], { stdin: readFileSync(at(name)) });
    expect(
      alertsIn(asStdin.stdout)
        .map(({ source }) => source.key)
        .sort(),
    ).toEqual(['-/AWSLogs/a.json', `-/${inner}`]);
  });

  it('reads a zip in a tar, and archives in a folder', async () => {
    put('logs/in/x.zip', zip());
    put('all.tar', packTar('logs/in', []));
    rmSync(at('logs'), { recursive: true });
    put('logs/all.tar', readFileSync(at('all.tar')));
    const { stdout } = await scan(['logs']);
    expect(
      alertsIn(stdout)
        .map(({ eventID }) => eventID)
        .sort(),
    ).toEqual(['e1', 'e2']);
  });

  it('reads xz', async () => {
    put('a.json', FIRST);
    const packed = spawnSync('xz', ['-k', at('a.json')]);
    if (packed.status !== 0) throw new Error('this test needs the program xz');
    rmSync(at('a.json'));
    expect(alertsIn((await scan(['a.json.xz'])).stdout)).toHaveLength(1);
    const cut = readFileSync(at('a.json.xz')).subarray(0, 60);
    put('a.json.xz', cut);
    expect((await scan(['a.json.xz'])).status).toBe(2);
  });

  it('reads zstd, or says which Node does', async () => {
    const { zstdCompressSync } = zlib as { zstdCompressSync?: (text: string) => Buffer };
    put('a.json.zst', zstdCompressSync?.(FIRST) ?? Buffer.from('28b52ffd00', 'hex'));
    const { status, stdout, stderr } = await scan(['a.json.zst']);
    if (zstdCompressSync === undefined) {
      expect(stderr).toContain(
        `it is zstd data, which Node ${process.versions.node} does not unpack; use Node 22.15`,
      );
      expect(status).toBe(2);
    } else expect(alertsIn(stdout)).toHaveLength(1);
  });

  it.each([
    [
      'a.parquet',
      'PAR1....',
      "it is a Parquet file; Security Lake writes OCSF as Parquet; scan the trail's own log files",
    ],
    ['a.json.bz2', 'BZh91AY&SY', 'it is bzip2 data; unpack it first: bunzip2 -c FILE | trailwatch scan -'],
    ['a.orc', 'ORC...', 'it is an ORC file; query it with Athena'],
  ])('fails on %s with what to do instead', async (name, content, sentence) => {
    put(name, content);
    const { status, stderr } = await scan([name]);
    expect(stderr).toContain(`trailwatch: ${at(name)}: ${sentence}`);
    expect(status).toBe(2);
  });

  it('fails on packed or encrypted files in a folder, which may hold logs, and skips what holds none', async () => {
    put('logs/a.json', FIRST);
    put('logs/b.json.bz2', 'BZh91AY&SY');
    put('logs/c.age', 'age-encryption.org/v1\n');
    put('logs/d.parquet', 'PAR1....');
    const { status, stdout, stderr } = await scan(['logs']);
    expect(alertsIn(stdout)).toHaveLength(1);
    expect(stderr).toContain(`${at('logs/b.json.bz2')}: it is bzip2 data; unpack it first: bunzip2 -c FILE`);
    expect(stderr).toContain(`${at('logs/c.age')}: it is a file that age encrypted; decrypt it first`);
    expect(stderr).toContain('skipped=1');
    expect(status).toBe(2);
  });

  it('fails on an archive that is cut or flipped at any place, and raises no alert twice', async () => {
    for (const [name, whole] of [
      ['a.zip', zip()],
      ['a.tar', tar([])],
    ] as const) {
      for (let step = 1; step < 40; step += 1) {
        const cutAt = Math.floor((whole.length * step) / 40);
        const flipped = Buffer.from(whole);
        flipped[cutAt] = (flipped[cutAt] ?? 0) ^ 0xff;
        for (const bytes of [whole.subarray(0, cutAt), flipped]) {
          put(name, bytes);
          const { status, stdout, stderr } = await scan([name]);
          const ids = alertsIn(stdout).map(({ eventID }) => eventID);
          expect(new Set(ids).size).toBe(ids.length);
          expect([0, 2]).toContain(status);
          expect(stderr).not.toContain('internal error');
        }
      }
    }
  });
});

function zip(): Buffer {
  const inner = `AWSLogs/${'long-name/'.repeat(12)}b.json.gz`;
  return Buffer.from(
    zipSync({ 'AWSLogs/': new Uint8Array(), 'AWSLogs/a.json': Buffer.from(FIRST), [inner]: SECOND }),
  );
}

/** As the program writes it that people have. */
function tar(options: readonly string[]): Buffer {
  put('tree/AWSLogs/a.json', FIRST);
  put(`tree/AWSLogs/${'long-name/'.repeat(12)}b.json.gz`, SECOND);
  const archive = packTar('tree', options, 'AWSLogs');
  rmSync(at('tree'), { recursive: true });
  return archive;
}

function packTar(folder: string, options: readonly string[], what = '.'): Buffer {
  const { status, stdout, stderr } = spawnSync('tar', [...options, '-cf', '-', '-C', at(folder), what]);
  if (status !== 0) throw new Error(stderr.toString());
  return stdout;
}
