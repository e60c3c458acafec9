import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { listDocuments, ROOT } from './code-blocks';
import { relativeLinks } from './links';

const linksOf = (path: string) =>
  relativeLinks(readFileSync(join(ROOT, path), 'utf8')).map(({ target }) => target);

/** What is reached by links from a page, itself included. */
function reachedFrom(page: string): ReadonlySet<string> {
  const reached = new Set([page]);
  for (const each of reached) {
    if (!each.endsWith('.md') || each === 'API.md') continue;
    for (const target of linksOf(each)) reached.add(posix.join(posix.dirname(each), target));
  }
  return reached;
}

test('the index of the documentation names each page', () => {
  const pages = readdirSync(join(ROOT, 'docs')).filter((name) => name !== 'README.md');
  const named = new Set(linksOf('docs/README.md').map((target) => target.split('/')[0]));
  expect(pages.filter((name) => !named.has(name))).toEqual([]);
});

test('each page is reached by links from the README of the package', () => {
  const reached = reachedFrom('README.md');
  expect(listDocuments().filter((page) => !reached.has(page))).toEqual([]);
});

test('the README of the package is a door: at most 250 lines', () => {
  expect(readFileSync(join(ROOT, 'README.md'), 'utf8').split('\n').length).toBeLessThanOrEqual(250);
});

test('the README says what the default costs, as the page of costs adds it up', () => {
  const [, sum] =
    /\| \*\*together\*\* \| \| \| \*\*(\$[\d.]+)\*\* \|/.exec(
      readFileSync(join(ROOT, 'docs/cost.md'), 'utf8'),
    ) ?? [];
  expect(readFileSync(join(ROOT, 'README.md'), 'utf8')).toContain(`costs ${sum} a month`);
});
