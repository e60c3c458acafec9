import { linkSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ExcludedFiles } from '../../../bin/inputs/excluded-files';
import type { Input } from '../../../bin/inputs/input-file';
import { walkFolder } from '../../../bin/inputs/walk-folder';
import { folderForEachTest } from '../../test-folder';

describe('walking a folder', () => {
  const root = folderForEachTest();
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

  it('leaves such a file out by whatever path it is met', async () => {
    put('out.ndjson');
    put('elsewhere/out.ndjson');
    symlinkSync('out.ndjson', join(root, 'link.json'));
    // A second name in another case is what a file system shows that ignores case.
    linkSync(join(root, 'out.ndjson'), join(root, 'OUT.ndjson'));
    expect(await names('.', [join(root, 'out.ndjson')])).toEqual(['elsewhere/out.ndjson']);
  });

  it('reads a file, and a folder, whose name is not UTF-8', async () => {
    const folder = Buffer.concat([Buffer.from(`${root}/`), Buffer.from([0x66, 0xfc])]);
    mkdirSync(folder);
    writeFileSync(Buffer.concat([folder, Buffer.from([0x2f, 0xe9])]), 'inside');
    const texts: string[] = [];
    for await (const input of walkFolder(root, new ExcludedFiles())) {
      if (!('open' in input)) throw new Error(`${input.name} cannot be opened`);
      for await (const chunk of input.open()) texts.push(`${input.name.slice(root.length)} ${chunk}`);
    }
    expect(texts).toEqual(['/f\\xfc/\\xe9 inside']);
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
    for await (const input of walkFolder(join(root, under), new ExcludedFiles(except))) inputs.push(input);
    return inputs.map((input) => {
      const name = input.name.slice(root.length + 1);
      return 'reason' in input ? { name, reason: input.reason } : { name };
    });
  }
});
