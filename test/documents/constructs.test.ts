import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CREATED_CONSTRUCTS } from '../constructs/created-constructs';
import { ROOT } from './code-blocks';

test('docs/deploy/constructs.md has each construct in its table', () => {
  const page = readFileSync(join(ROOT, 'docs/deploy/constructs.md'), 'utf8');
  const rows = page.split('\n').flatMap((line) => /^\| (`\w+`[^|]*) \|/.exec(line)?.[1] ?? []);
  const names = CREATED_CONSTRUCTS.map(([name]) => name);
  expect(names.length).toBeGreaterThan(30);
  expect(names.filter((name) => !rows.join().includes(`\`${name}\``))).toEqual([]);
});
