import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './code-blocks';
import { relativeLinks } from './links';

const linksOf = (path: string) =>
  relativeLinks(readFileSync(join(ROOT, path), 'utf8')).map(({ target }) => target);

test('the index of the documentation names each page', () => {
  const pages = readdirSync(join(ROOT, 'docs')).filter((name) => name !== 'README.md');
  const named = new Set(linksOf('docs/README.md').map((target) => target.split('/')[0]));
  expect(pages.filter((name) => !named.has(name))).toEqual([]);
});

test('the README of the package leads to it', () => {
  expect(linksOf('README.md')).toContain('docs/README.md');
});
