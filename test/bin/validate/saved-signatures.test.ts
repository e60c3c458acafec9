import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openSavedSignatures, type SavedSignatures } from '../../../bin/validate/saved-signatures';
import { SignedArchive } from '../../digest/signed-archive';
import { folderForEachTest } from '../../test-folder';
import { COMMAND_LINE, describeBuilt } from '../built-command-line';

const folder = folderForEachTest();
let saved: SavedSignatures | undefined;
afterEach(() => {
  saved?.close();
  saved = undefined;
});

const keyOf = (index: number) => `AWSLogs/111122223333/CloudTrail-Digest/eu-west-1/${index}.json.gz`;
const signatureOf = (index: number) => (index % 65_536).toString(16).padStart(512, '0');

async function open(text: string): Promise<SavedSignatures> {
  const file = join(folder, 'metadata.json');
  writeFileSync(file, text);
  saved = await openSavedSignatures(file);
  return saved;
}

describe('saved signatures', () => {
  it('are found by their keys among thousands, whatever stands between', async () => {
    const count = 5000;
    const entries = Array.from({ length: count }, (_, index) => [
      keyOf(index),
      index % 10 === 0
        ? { ContentLength: 1, Metadata: { signature: signatureOf(index) }, Note: 'x'.repeat(index) }
        : { Metadata: {} },
    ]);
    const { get } = await open(JSON.stringify(Object.fromEntries(entries), null, 1));
    for (let index = 0; index < count; index += 1)
      expect(get(keyOf(index))).toBe(index % 10 === 0 ? signatureOf(index) : undefined);
    expect(get('AWSLogs/none')).toBeUndefined();
  });

  it('are those of the last entry, where a key has several', async () => {
    const entry = (index: number) => `{"s3://bucket/${keyOf(1)}":{"signature":"${signatureOf(index)}"}}\n`;
    expect((await open(entry(7) + entry(9) + entry(8))).get(keyOf(1))).toBe(signatureOf(8));
  });

  it('are read from a pipe, too', async () => {
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const opened = openSavedSignatures(pipe);
    await appendFile(pipe, JSON.stringify({ [keyOf(3)]: { signature: signatureOf(3) } }));
    saved = await opened;
    expect(saved.get(keyOf(3))).toBe(signatureOf(3));
  });

  it.each([
    ['[]', 'the saved metadata is not a JSON object'],
    [`{"a":{"signature":"0a"},`, 'the saved metadata is not a JSON object'],
  ])('fail with a sentence that names the file: %s', async (text, problem) => {
    await expect(open(text)).rejects.toThrow(`${join(folder, 'metadata.json')}: ${problem}`);
    await expect(openSavedSignatures(join(folder, 'none'))).rejects.toThrow('none: no such file or folder');
  });
});

describeBuilt('the built command line (npm run build makes it)', () => {
  it('takes saved metadata that is larger than its memory', () => {
    const archive = new SignedArchive([{ accountId: '111122223333', hours: 3 }]);
    archive.writeTo(join(folder, 'archive'));
    writeFileSync(join(folder, 'keys.json'), archive.publicKeys());
    const metadata = join(folder, 'metadata.json');
    const others = Array.from({ length: 10_000 }, (_, index) => ({
      [keyOf(index)]: { Metadata: { signature: signatureOf(index), note: 'x'.repeat(6000) } },
    }));
    for (let at = 0; at < others.length; at += 1000)
      writeFileSync(
        metadata,
        others
          .slice(at, at + 1000)
          .map((entry) => JSON.stringify(entry))
          .join('\n'),
        { flag: 'a' },
      );
    const { key, metadata: own } = archive.objects.get(archive.digests.at(-1)?.key ?? '') ?? {};
    writeFileSync(metadata, JSON.stringify({ [String(key)]: own }), { flag: 'a' });
    const argv = [
      'validate',
      join(folder, 'archive'),
      '--public-keys',
      join(folder, 'keys.json'),
      '--metadata',
      metadata,
    ];
    const range = ['--end', '2026-10-01T03:01:31Z'];
    const memory = ['--max-old-space-size=32', '--max-semi-space-size=2'];
    const { status, stderr } = spawnSync(process.execPath, [...memory, COMMAND_LINE, ...argv, ...range], {
      encoding: 'utf8',
    });
    expect([status, stderr]).toEqual([
      0,
      expect.stringContaining('valid=9 invalid=0 missing=0 extra=0 unverified=0'),
    ]);
  });
});
