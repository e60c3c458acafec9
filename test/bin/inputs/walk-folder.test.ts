import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Input } from '../../../bin/inputs/input-file';
import { walkFolder } from '../../../bin/inputs/walk-folder';

describe('walking a folder', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'trailwatch-walk-'));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  it('gives files in the code unit order of their names, folders among them', async () => {
    for (const name of ['b.json', 'a/z.json', 'a/B.json', 'a.json', 'ä.json', 'Z.json']) put(name);
    expect(await names()).toEqual(['Z.json', 'a/B.json', 'a/z.json', 'a.json', 'b.json', 'ä.json']);
  });

  it('walks a folder once when links lead back to it', async () => {
    put('logs/a.json');
    symlinkSync('..', join(root, 'logs/up'));
    symlinkSync('.', join(root, 'logs/here'));
    expect(await names()).toEqual(['logs/a.json']);
  });

  it('follows links to files, and to folders elsewhere', async () => {
    put('elsewhere/deep/a.json');
    mkdirSync(join(root, 'walked'));
    symlinkSync('../elsewhere/deep', join(root, 'walked/folder'));
    symlinkSync('../elsewhere/deep/a.json', join(root, 'walked/file.json'));
    expect(await names('walked')).toEqual(['walked/file.json', 'walked/folder/a.json']);
  });

  it('names a link that leads nowhere, and goes on', async () => {
    symlinkSync('nowhere', join(root, 'broken.json'));
    put('c.json');
    expect(await found()).toEqual([
      { name: 'broken.json', reason: 'no such file or folder' },
      { name: 'c.json' },
    ]);
  });

  it('leaves out the paths that it is told to', async () => {
    put('a.json');
    put('out.ndjson');
    expect(await names('.', [join(root, 'out.ndjson')])).toEqual(['a.json']);
  });

  it('gives nothing for an empty folder', async () => {
    expect(await found()).toEqual([]);
  });

  function put(name: string): void {
    mkdirSync(join(root, name, '..'), { recursive: true });
    writeFileSync(join(root, name), '{}');
  }

  async function names(under = '.', except: readonly string[] = []): Promise<string[]> {
    return (await found(under, except)).map(({ name }) => name);
  }

  async function found(under = '.', except: readonly string[] = []): Promise<{ name: string }[]> {
    const inputs: Input[] = [];
    for await (const input of walkFolder(join(root, under), except)) inputs.push(input);
    return inputs.map((input) => {
      const name = input.name.slice(root.length + 1);
      return 'reason' in input ? { name, reason: input.reason } : { name };
    });
  }
});
