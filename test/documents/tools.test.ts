import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');
const PAGE = readFileSync(join(ROOT, 'docs/extend/tools.md'), 'utf8');
const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  readonly scripts: Readonly<Record<string, string>>;
};

test('the page of tools has a row for every folder of tools, and for nothing else', () => {
  const rows = [...PAGE.matchAll(/^\| `tools\/([^`/]+)` \|/gm)].map(([, folder]) => folder);
  expect(rows).toEqual(readdirSync(join(ROOT, 'tools')).sort());
});

test('every script that runs a file of tools is on the page', () => {
  const running = Object.keys(scripts).filter((name) => /\stools\/\S+\.ts\b/.test(scripts[name] ?? ''));
  expect(running.length).toBeGreaterThan(10);
  expect(running.filter((name) => !PAGE.includes(`npm run ${name}`))).toEqual([]);
});
