import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const read = (path: string) => readFileSync(join(__dirname, '../..', path), 'utf8');

const TABLE = /## Node\.js\n[\s\S]*?\n## /.exec(read('docs/extend/versioning.md'))?.[0] ?? '';
const ROWS = [...TABLE.matchAll(/^\| (\d+) \| ([^|]+) \| ([^|]+) \|$/gm)].map(
  ([, version = '', until = '', support = '']) => ({ version, until, support }),
);

test('every version of Node.js that is said to be supported has a check, and no other', () => {
  const checked = [...read('.ci/run').matchAll(/command_line_on_node (\d+) /g)].map(([, version]) => version);
  expect(checked.length).toBeGreaterThan(3);
  expect(ROWS.map(({ version }) => version)).toEqual(checked);
});

test('the oldest is what `engines` accepts', () => {
  const { engines } = JSON.parse(read('package.json')) as { readonly engines: { readonly node: string } };
  expect(engines.node).toBe(`>=${ROWS[0]?.version}`);
});

test('each is supported until April, the longer the newer it is', () => {
  const years = ROWS.map(({ until }) => Number(/^April (\d{4})$/.exec(until)?.[1]));
  expect(years).toEqual(years.slice().sort());
  expect(years.every((year) => year > 2025)).toBe(true);
});

test('workflows and examples of workflows use the version that the page says they use', () => {
  const { version } = ROWS.find(({ support }) => support.includes('examples and workflows use it'))!;
  const used = [
    'docs/review/review-in-ci.md',
    '.github/workflows/release.yml',
    'ci/gitlab.yml',
    'action.yml',
  ].flatMap((path) =>
    [...read(path).matchAll(/node-version: '?(\d+)|image: node:(\d+)/g)].map(
      ([, one, other]) => one ?? other,
    ),
  );
  expect(used.length).toBeGreaterThan(2);
  expect([...new Set(used)]).toEqual([version]);
});
