import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { ROOT } from './code-blocks';

const FOLDERS = ['lib/core', 'lib/constructs', 'lambda', 'bin'];
const ARCHITECTURE = readFileSync(join(ROOT, 'docs/extend/architecture.md'), 'utf8');

test('the charts and tables have every import between rooms that the sources have, and no other', () => {
  const drawn = drawnImports();
  expect(drawn.length).toBeGreaterThan(80);
  expect(drawn).toEqual(sourceImports());
});

test('the table of rooms has every folder of the core', () => {
  const core = readdirSync(join(ROOT, 'lib/core')).map((name) => `\`lib/core/${name}\``);
  expect(core.filter((name) => !ARCHITECTURE.split('\n## Three ways')[0]?.includes(name))).toEqual([]);
});

test('a test that is named after a file in a folder below its own is in that folder, so that the folder finds its tests', () => {
  const files = filesOf('test').filter((path) => path.endsWith('.test.ts'));
  expect(files.length).toBeGreaterThan(600);
  // A command is tested as a user calls it, beside the room that does its work.
  const sources = FOLDERS.flatMap(filesOf).filter((path) => !path.startsWith('bin/commands/'));
  const below = files.flatMap((path) => {
    const mirrored = dirname(path)
      .replace(/^test\/(?=core|constructs)/, 'lib/')
      .replace(/^test\//, '');
    const name = `/${basename(path).replace(/(\.(property|proof))?\.test\.ts$/, '')}.ts`;
    const here = sources.includes(mirrored + name);
    return sources
      .filter((source) => !here && source.startsWith(`${mirrored}/`) && source.endsWith(name))
      .map((source) => `${path} tests ${source}`);
  });
  expect(below).toEqual([]);
});

test('the vocabulary has no word twice', () => {
  const words = [...(ARCHITECTURE.split('\n## Vocabulary')[1] ?? '').matchAll(/^\| ([a-z ]+) \|/gm)].map(
    ([, word]) => word,
  );
  expect(words.length).toBeGreaterThan(29);
  expect(words).toEqual([...new Set(words)]);
});

/** The arrows below the heading of each folder, and the rows of its table, as `lib/core/alert > lib/core/rule`. */
function drawnImports(): string[] {
  const sections = ARCHITECTURE.split(/^### /m).slice(1);
  return FOLDERS.flatMap((folder) => {
    const section = sections.find((text) => text.startsWith(`\`${folder}\``)) ?? '';
    const arrows = [...section.matchAll(/^ *([\w/-]+) --> (.+)$/gm)].flatMap(([, from = '', to = '']) =>
      to.split(' & ').map((target) => `${toPath(folder, from)} > ${toPath(folder, target)}`),
    );
    const rows = [...section.matchAll(/^\| ([a-z][\w/-]*) \| ([a-z][\w-]*(?:, [\w-]+)*) \|$/gm)];
    const core = rows.flatMap(([, from = '', to = '']) =>
      to.split(', ').map((target) => `${toPath(folder, from)} > lib/core/${target}`),
    );
    return [...arrows, ...core];
  }).sort();
}

function toPath(folder: string, name: string): string {
  if (name.includes('/')) return name;
  return folder.endsWith(name) ? folder : `${folder}/${name}`;
}

/** What the files of each folder import of the others. */
function sourceImports(): string[] {
  const arrows = FOLDERS.flatMap((folder) =>
    filesOf(folder)
      .filter((path) => path.endsWith('.ts') && !/^bin\/((app|build|generate)\.ts$|generators\/)/.test(path))
      .flatMap((path) =>
        [...readFileSync(join(ROOT, path), 'utf8').matchAll(/(?:from|import\() ?'(\.[^']+)'/g)].map(
          ([, target = '']) => `${roomOf(path)} > ${roomOf(join(dirname(path), target))}`,
        ),
      ),
  );
  return [...new Set(arrows)].filter((arrow) => !/^(\S+) > \1$/.test(arrow)).sort();
}

function roomOf(path: string): string {
  const [, room] = /^((?:lib\/core|lib\/constructs|lambda)(?:\/[\w-]+(?=\/))?|bin)/.exec(path) ?? [];
  return room ?? path;
}

/** Every file below a folder, by its path from the root. */
function filesOf(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map(
    (path) => `${folder}/${path}`,
  );
}
