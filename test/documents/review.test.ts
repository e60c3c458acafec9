import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHANGE_KINDS } from '../../lib/core/review/review-change';

const TEXT = readFileSync(join(__dirname, '../../docs/review/review.md'), 'utf8');

test('docs/review/review.md lists every kind of change with its effect, its meaning and an example', () => {
  const rows = [...TEXT.matchAll(/^\| `([a-z-]+)` \| (\w+) \| (.*) \| (.*) \|$/gm)].map(
    ([, ...cells]) => cells,
  );
  expect(rows.map(([kind, effect, meaning]) => [kind, effect, meaning])).toEqual(
    Object.entries(CHANGE_KINDS).map(([kind, [effect, meaning]]) => [kind, effect, meaning]),
  );
  const examples = rows.map(([, , , example]) => example);
  expect(examples.filter((example) => (example?.length ?? 0) < 10)).toEqual([]);
  expect(new Set(examples).size).toBe(rows.length);
});

test.each([
  'README.md',
  'docs/review/review.md',
  'docs/review/review-in-ci.md',
  'action.yml',
  'ci/gitlab.yml',
])('%s shows the gate that asks for what protects less and for what is not known', (path) => {
  const text = readFileSync(join(__dirname, '../..', path), 'utf8');
  expect(text).toContain('weaker,unknown');
  expect(text).not.toMatch(/fail[-_]on:? weaker(?!,unknown)/i);
});
