import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { compileBlocks, fencedBlocks, listDocuments, ROOT } from './code-blocks';

/** The scripts of the project that a document is about: an example is a project of its own. */
function scriptsBeside(file: string): Readonly<Record<string, string>> {
  const folder = file.startsWith('examples/') ? dirname(file) : '.';
  const manifest = JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8')) as {
    readonly scripts: Readonly<Record<string, string>>;
  };
  return manifest.scripts;
}

describe('README and docs', () => {
  const blocks = listDocuments().flatMap(fencedBlocks);

  test('every TypeScript block compiles against the public API', () => {
    const typescript = blocks.filter((block) => block.language === 'ts');
    expect(typescript.length).toBeGreaterThan(2);
    expect(compileBlocks(typescript)).toEqual([]);
  });

  test('every npm script that is named exists', () => {
    const named = blocks
      .filter((block) => block.language === 'sh')
      .flatMap((block) =>
        [...block.text.matchAll(/npm run (?:--silent )?([\w:-]+)/g)].map(([, name = '']) => ({
          file: block.file,
          name,
        })),
      );
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter(({ file, name }) => scriptsBeside(file)[name] === undefined)).toEqual([]);
  });

  test('every rule that is named exists', () => {
    const builtIn = readdirSync(join(ROOT, 'lib/rules'), { recursive: true, encoding: 'utf8' });
    const known = builtIn.map((path) => basename(path, '.yml'));
    const named = blocks.flatMap(({ text }) =>
      [...text.matchAll(/(?:rules show |\.without\('|\.only\(')([\w-]+)/g)].map((match) => match[1] ?? ''),
    );
    expect(named.length).toBeGreaterThan(1);
    expect(named.filter((name) => !known.includes(name))).toEqual([]);
  });

  test('every file of the repository that is named exists', () => {
    const named = listDocuments().flatMap((file) =>
      [
        ...readFileSync(join(ROOT, file), 'utf8').matchAll(
          /`((?:lib|lambda|bin|test|docs|\.github|\.ci)\/[\w./-]+)`/g,
        ),
      ]
        .map(([, path = '']) => ({ file, path }))
        // Words in capitals are placeholders.
        .filter(({ path }) => !/[A-Z]{3}/.test(path)),
    );
    expect(named.length).toBeGreaterThan(40);
    const folders = (file: string) => [ROOT, join(ROOT, dirname(file))];
    const lost = named.filter(
      ({ file, path }) => !folders(file).some((folder) => existsSync(join(folder, path))),
    );
    expect(lost).toEqual([]);
  });

  test('every relative link leads to a file', () => {
    const links = listDocuments().flatMap((file) =>
      [...readFileSync(join(ROOT, file), 'utf8').matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)[^)]*\)/g)].map(
        ([, target = '']) => ({ file, target }),
      ),
    );
    expect(links.length).toBeGreaterThan(20);
    expect(links.filter(({ file, target }) => !existsSync(join(ROOT, dirname(file), target)))).toEqual([]);
  });
});
