import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runTrailwatch } from '../bin/run-trailwatch';
import { folderForAllTests } from '../test-folder';
import { ROOT } from './code-blocks';
import { writeInsightLogs } from './insight-logs';

/** As wide as the output in the page. */
const COLUMNS = 130;

/** A command of the page, and the block after it: what it prints. */
interface Step {
  readonly command: string;
  readonly output: string;
}

const PAGE = readFileSync(join(ROOT, 'docs/investigate/insights.md'), 'utf8');

const STEPS: readonly Step[] = [...PAGE.matchAll(/```sh\n([^`]*)```\n\n```text\n([^`]*)```/g)].map(
  ([, command = '', output = '']) => ({ command: command.trim(), output }),
);

const folder = folderForAllTests();
const before = process.cwd();

beforeAll(() => {
  writeInsightLogs(folder);
  process.chdir(folder);
});
afterAll(() => {
  process.chdir(before);
});

/** The words of a command line, of which one may be quoted. */
function wordsOf(command: string): readonly string[] {
  const words = [...command.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)];
  return words.map(([, double, single, plain]) => double ?? single ?? plain ?? '');
}

test('docs/investigate/insights.md has a session of several steps', () => {
  expect(STEPS.length).toBeGreaterThan(4);
});

test.each(STEPS)(
  'docs/investigate/insights.md shows what is printed: $command',
  async ({ command, output }) => {
    const [program, ...argv] = wordsOf(command);
    const { status, stdout } = await runTrailwatch([...argv, '--no-pager'], {
      terminalColumns: COLUMNS,
      environment: { NO_COLOR: '1' },
    });
    const lines = stdout.split('\n').map((line) => line.trimEnd());
    expect([program, status]).toEqual(['trailwatch', 0]);
    expect(lines.join('\n')).toBe(output);
  },
);
