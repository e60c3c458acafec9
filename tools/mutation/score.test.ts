import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import picomatch from 'picomatch';
import { ROOMS } from './rooms';
import { scoreOf } from './score';

const ROOT = join(__dirname, '../..');

function mutant(status: string) {
  return { status, location: { start: { line: 1, column: 1 } }, mutatorName: 'ConditionalExpression' };
}

test('what no test covers has survived; what is not in the sample, left out or out of time does not count', () => {
  const files = {
    'a.ts': { mutants: ['Killed', 'Timeout', 'Survived', 'Ignored'].map(mutant) },
    'b.ts': { mutants: ['NoCoverage', 'CompileError', 'Killed'].map(mutant) },
  };
  const { killed, undecided, tried, all, survivors } = scoreOf({ files });
  expect({ killed, undecided, tried, all }).toEqual({ killed: 2, undecided: 1, tried: 4, all: 6 });
  expect(survivors.map(({ file, status }) => [file, status])).toEqual([
    ['a.ts', 'Survived'],
    ['b.ts', 'NoCoverage'],
  ]);
});

describe.each(Object.entries(ROOMS))('%s', (name, { testFiles }) => {
  test('is a folder with tests at every pattern, none of them a proof', () => {
    expect(existsSync(join(ROOT, name))).toBe(true);
    const tests = readdirSync(join(ROOT, 'test'), { recursive: true, encoding: 'utf8' });
    for (const pattern of testFiles) {
      const isMatch = picomatch(pattern);
      const found = tests.map((path) => `test/${path}`).filter((path) => isMatch(path));
      expect(found.length).toBeGreaterThan(0);
      expect(found.filter((path) => path.endsWith('.proof.test.ts'))).toEqual([]);
    }
  });

  test('has its score in docs/extend/testing.md', () => {
    expect(readFileSync(join(ROOT, 'docs/extend/testing.md'), 'utf8')).toContain(`| \`${name}\` |`);
  });
});
