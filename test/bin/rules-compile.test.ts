import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runTrailwatch } from './run-trailwatch';

const RULE = `title: Logging was stopped
name: stopped
level: high
logsource: { product: aws, service: cloudtrail }
detection:
  selection: { eventName: StopLogging }
  keyword: [ops]
  condition: selection CONDITION
`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'trailwatch-compile-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function compile(condition: string, ...options: readonly string[]) {
  const path = join(folder, 'stopped.yml');
  writeFileSync(path, RULE.replace('CONDITION', condition));
  return runTrailwatch(['rules', 'compile', path, ...options]);
}

test('a rule becomes a statement, alone on standard output', async () => {
  expect(await compile('', '--to', 'athena', '--table', 'logs')).toEqual({
    status: 0,
    stdout:
      "SELECT *\nFROM logs\nWHERE COALESCE(lower(replace(eventname, 'İ', 'ı')) = 'stoplogging', FALSE);\n",
    stderr: '',
  });
});

test('what was assumed is said on standard error, and can be forbidden', async () => {
  const { status, stdout, stderr } = await compile('', '--to', 'metric-filter');
  expect([status, stdout]).toEqual([0, '{ $.eventName = "StopLogging" }\n']);
  expect(stderr).toContain("trailwatch: note: assumed canonical-case of 'eventName'\n");
  const strict = await compile('', '--to', 'metric-filter', '--no-assume-canonical-case');
  expect([strict.status, strict.stdout]).toEqual([3, '']);
});

test('fails with status 3 and every reason where the engine cannot say the rule, unless it may be wider', async () => {
  const refused = await compile('and keyword', '--to', 'athena');
  expect([refused.status, refused.stdout]).toEqual([3, '']);
  expect(refused.stderr).toMatch(
    /^trailwatch: stopped at of\[1\]: the table does not keep .* \[keyword\]\n$/,
  );
  const wider = await compile('and keyword', '--to', 'athena', '--over-approximate');
  expect(wider.status).toBe(0);
  expect(wider.stdout).toMatch(/= 'stoplogging', FALSE\)\n {2}AND TRUE;\n$/);
  expect(wider.stderr).toContain('note: check again afterwards: stopped at of[1]');
});

test('fails with status 2 for a name that is no rule', async () => {
  const { status, stderr } = await runTrailwatch(['rules', 'compile', 'no-such-rule', '--to', 'lake']);
  expect(status).toBe(2);
  expect(stderr).toContain("'no-such-rule' is neither a file nor a built-in rule");
});
