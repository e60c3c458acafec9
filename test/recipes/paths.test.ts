import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '../..');
const FOLDER = join(ROOT, 'docs/extend/recipes');
const PAGES = readdirSync(FOLDER).map((name) => [name, readFileSync(join(FOLDER, name), 'utf8')] as const);

/** What stands for a name that the reader chooses: `VERB`, `RULE-NAME`. */
const CHOSEN = /[A-Z]{3,}|\*/;

test.each(PAGES)('each path that %s names exists', (_, text) => {
  const paths = [...text.matchAll(/`((?:lib|lambda|bin|test|docs|examples|processing)\/[^` ]*)`/g)].map(
    ([, path = '']) => path,
  );
  const given = [...text.matchAll(/npx jest ([^`]+)`/g)].flatMap(([, tests = '']) => tests.split(/\s+/));
  expect(paths.filter((path) => !CHOSEN.test(path) && !existsSync(join(ROOT, path)))).toEqual([]);
  expect(given.filter((start) => /^test\//.test(start) && !isTest(start))).toEqual([]);
});

/** Whether Jest finds tests by the start of a path. */
function isTest(start: string): boolean {
  const at = start.lastIndexOf('/');
  const folder = join(ROOT, start.slice(0, at));
  return existsSync(folder) && readdirSync(folder).some((name) => name.startsWith(start.slice(at + 1)));
}

test('the index names each recipe', () => {
  const [, index = ''] = PAGES.find(([name]) => name === 'README.md') ?? [];
  const missing = PAGES.map(([name]) => name).filter(
    (name) => name !== 'README.md' && !index.includes(`(${name})`),
  );
  expect(missing).toEqual([]);
});
