import { appendFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { ExcludedFiles } from '../../../bin/inputs/excluded-files';
import { type Input, readFileChunks } from '../../../bin/inputs/input-file';
import { listInputs } from '../../../bin/inputs/list-inputs';
import { folderForEachTest } from '../../test-folder';

describe('listing inputs', () => {
  const root = folderForEachTest();
  beforeEach(() => {
    for (const name of [
      'logs/b.json',
      'logs/a.json',
      'logs/x/c.json.gz',
      'logs/x/.hidden.json',
      '[1].json',
    ]) {
      mkdirSync(join(root, name, '..'), { recursive: true });
      writeFileSync(join(root, name), name);
    }
  });

  it.each([
    ['logs/*.json', ['logs/a.json', 'logs/b.json']],
    ['logs/?.json', ['logs/a.json', 'logs/b.json']],
    ['logs/[ab].json', ['logs/a.json', 'logs/b.json']],
    ['logs/{b,c}.json', ['logs/b.json']],
    ['l*/x', ['logs/x/.hidden.json', 'logs/x/c.json.gz']],
    ['logs/x*', ['logs/x/.hidden.json', 'logs/x/c.json.gz']],
    ['**/*.gz', ['logs/x/c.json.gz']],
    ['**/*.json', ['[1].json', 'logs/a.json', 'logs/b.json']],
    ['[1].json', ['[1].json']],
  ])('expands a pattern that no shell has expanded: %s', async (pattern, names) => {
    expect(await list(pattern)).toEqual(names);
  });

  it.each([
    ['logs/*.ndjson', 'no file or folder matches it'],
    ['gone.json', 'no such file or folder'],
    ['file:///var/log/a%20b.json', 'it is a URL; name the path /var/log/a b.json'],
    ['FILE://localhost/a.json', 'it is a URL; name the path /a.json'],
    ['S3://bucket/AWSLogs/', 'the scheme is written in small letters: s3://bucket/AWSLogs/'],
  ])('fails with the way out: %s', async (path, reason) => {
    const isUrl = path.includes('://');
    const inputs = await all(isUrl ? path : join(root, path));
    expect(inputs).toEqual([{ name: isUrl ? path : join(root, path), reason }]);
  });

  it('names a link that leads nowhere, whose name is a pattern too', async () => {
    symlinkSync('nowhere', join(root, '*'));
    const inputs = await all(join(root, '*'));
    expect(inputs[0]).toEqual({ name: join(root, '*'), reason: 'no such file or folder' });
  });

  it('fails with the way out when standard input is a folder', async () => {
    const stdin = new Readable({
      read() {
        this.destroy(Object.assign(new Error('EISDIR: illegal operation'), { code: 'EISDIR' }));
      },
    });
    const [input] = await all('-', stdin);
    if (input === undefined || !('open' in input)) throw new Error('standard input is not listed');
    const reading = (async () => {
      for await (const _ of input.open());
    })();
    await expect(reading).rejects.toThrow("standard input is a folder; name the folder instead of '-'");
  });

  async function list(path: string): Promise<string[]> {
    return (await all(join(root, path))).map(({ name }) => name.slice(root.length + 1));
  }
});

describe('reading a file', () => {
  it('reads what it has at the beginning, while it grows', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'trailwatch-grow-'));
    try {
      const path = join(folder, 'growing.json');
      writeFileSync(path, 'x'.repeat(600_000));
      let bytes = 0;
      for await (const chunk of readFileChunks(path)) {
        bytes += chunk.length;
        appendFileSync(path, 'y'.repeat(300_000));
      }
      expect(bytes).toBe(600_000);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

async function all(path: string, stdin: Readable = Readable.from([])): Promise<Input[]> {
  const inputs: Input[] = [];
  const io = { stdin, environment: {}, wait: () => Promise.resolve() };
  for await (const input of listInputs({ paths: [path], io, except: new ExcludedFiles() }))
    inputs.push(input);
  return inputs;
}
