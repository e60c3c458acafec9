import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { MAX_RECEIVES } from '../../lib/constructs/worker/worker-queue';
import { ALERT_VERSION } from '../../lib/core/alert/alert';
import { DELIVERY_RULES } from '../../lib/core/alert/operational/delivery-rule';
import { INTEGRITY_RULES } from '../../lib/core/alert/operational/integrity-rule';
import { NAMED_QUERIES } from '../../lib/core/query/named-queries';
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
  const pages = listDocuments().filter(
    (page) => /^docs\/(?!README)/.test(page) && !page.includes('/recipes/'),
  );
  const named = new Set(linksOf('docs/README.md').map((target) => posix.join('docs', target)));
  expect(pages.filter((page) => !named.has(page))).toEqual([]);
});

test('who is new is led first to the page for newcomers, which leads on into each kind of task', () => {
  const [first = ''] = linksOf('docs/README.md');
  expect(first).toBe('cloudtrail-in-ten-minutes.md');
  const folders = linksOf(posix.join('docs', first)).map((target) => target.split('/')[0]);
  expect([...new Set(folders)]).toEqual(
    expect.arrayContaining(['deploy', 'alerts', 'investigate', 'prove', 'review', 'reference']),
  );
});

test('the README links the table of what is unproven on AWS', () => {
  expect(linksOf('README.md')).toContain('docs/extend/acceptance.md');
});

test('each page is reached by links from the README of the package', () => {
  const reached = reachedFrom('README.md');
  expect(listDocuments().filter((page) => !reached.has(page))).toEqual([]);
});

test('the README of the package is a door: at most 150 lines', () => {
  expect(readFileSync(join(ROOT, 'README.md'), 'utf8').split('\n').length).toBeLessThanOrEqual(151);
});

test('the README says what the default costs, as the page of costs adds it up', () => {
  const [, sum] =
    /\| \*\*together\*\* \| \| \| \*\*(\$[\d.]+)\*\* \|/.exec(
      readFileSync(join(ROOT, 'docs/deploy/cost.md'), 'utf8'),
    ) ?? [];
  expect(readFileSync(join(ROOT, 'README.md'), 'utf8')).toContain(`costs ${sum} a month`);
});

test('pages have the numbers of what they are about', () => {
  const page = (name: string) => readFileSync(join(ROOT, name), 'utf8');
  expect(page('docs/investigate/athena.md')).toContain(`All of them are ${NAMED_QUERIES.length} resources`);
  expect(page('docs/alerts/sinks.md')).toContain(`"alert": { "version": ${ALERT_VERSION},`);
  expect(page('docs/alerts/sinks.md')).toContain(
    `received up to ${MAX_RECEIVES === 5 ? 'five' : MAX_RECEIVES} times`,
  );
});

test.each([
  ['docs/prove/integrity.md', Object.values(INTEGRITY_RULES)],
  ['docs/prove/delivery.md', Object.values(DELIVERY_RULES)],
])('the table of alerts of %s has each rule of the monitor, with its severity', (page, rules) => {
  const rows = readFileSync(join(ROOT, page), 'utf8').matchAll(/^\| (`trailwatch-[^|]+) \| ([a-z]+) \|/gm);
  const listed = [...rows].flatMap(([, ids = '', severity]) =>
    [...ids.matchAll(/`([\w-]+)`/g)].map(([, id]) => `${id} ${severity}`),
  );
  expect(listed.sort()).toEqual(rules.map(({ id, severity }) => `${id} ${severity}`).sort());
});

test('CONTRIBUTING names each command of npm run check, and says which one is not part of it', () => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const [, section = ''] = readFileSync(join(ROOT, 'CONTRIBUTING.md'), 'utf8').split('\n## Checks\n');
  const [table = ''] = section.split('\n## ');
  const named = [...table.matchAll(/^\| `npm run ([\w:-]+)`/gm)].map(([, name]) => name ?? '');
  const [, but] = /runs all of them but `([\w:]+)`/.exec(table) ?? [];
  expect(named.filter((name) => !scripts.check.includes(` ${name}`))).toEqual([but]);
});

/** Every file of the repository that is not built, by its path from the root. */
function repositoryFiles(): readonly string[] {
  return readdirSync(ROOT, { withFileTypes: true })
    .filter(({ name }) => !['node_modules', 'dist', '.git'].includes(name))
    .flatMap((entry) =>
      entry.isDirectory()
        ? readdirSync(join(ROOT, entry.name), { recursive: true, encoding: 'utf8' }).map(
            (path) => `${entry.name}/${path}`,
          )
        : entry.name,
    );
}

/** The paths of sources that a page names in code. A part in capitals stands for a name: `bin/commands/VERB.ts`. */
function sourcesNamedIn(text: string): readonly string[] {
  const prose = text.replace(/^```[\s\S]*?^```/gm, '');
  const words = [...prose.matchAll(/`([^`\n]+)`/g)].flatMap(([, span = '']) => span.split(' '));
  return words.filter(
    (word) =>
      !/\b[A-Z]{3,}/.test(word) &&
      (/^[\w./-]+\.(?:ts|mjs)$/.test(word) || /^(?:lib|lambda|bin|test)\/[\w./-]+$/.test(word)),
  );
}

test('a source that a page names exists', () => {
  const files = repositoryFiles();
  const pages = [...listDocuments(), 'SECURITY.md', 'bin/build/README.md'];
  const named = pages.flatMap((page) =>
    sourcesNamedIn(readFileSync(join(ROOT, page), 'utf8')).map((path) => ({ page, path })),
  );
  expect(named.length).toBeGreaterThan(200);
  const isThere = ({ page, path }: { readonly page: string; readonly path: string }) =>
    files.some((file) => file.startsWith(path)) ||
    files.includes(posix.join(posix.dirname(page), path)) ||
    (!path.startsWith('.') && files.some((file) => file.endsWith(`/${path}`)));
  expect(named.filter((each) => !isThere(each))).toEqual([]);
});
