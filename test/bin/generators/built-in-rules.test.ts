import { readBuiltInFiles, readRulesWithExamples } from '../../../bin/generators/built-in-rules';
import { runTrailwatch } from '../run-trailwatch';

interface Listed {
  readonly id: string;
  readonly name: string;
  readonly countedBy?: readonly string[];
}

const SINGLE = readRulesWithExamples();
const CORRELATIONS = readBuiltInFiles().flatMap(({ parsed }) => parsed.correlations);
const RULES = [...SINGLE, ...CORRELATIONS];
const RULE = 'trail-stopped-or-deleted';
const COUNTED = 'object-encrypted-with-callers-key';
const COUNTING = 'objects-encrypted-with-callers-key-in-bulk';

describe('trailwatch rules list', () => {
  it('lists every built-in rule by name, a line each', async () => {
    const { status, stdout, stderr } = await runTrailwatch(['rules', 'list']);
    const names = linesOf(stdout).map(({ name }) => name);
    expect(names).toHaveLength(RULES.length);
    expect(names).toEqual([...names].sort());
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  it('keeps to the columns of its ndjson, in their order', async () => {
    const { stdout } = await runTrailwatch(['rules', 'list']);
    for (const rule of linesOf(stdout))
      expect(Object.keys(rule).slice(0, 5)).toEqual(['id', 'name', 'severity', 'title', 'tags']);
  });

  it('says which rules raise no alerts of their own, and which correlations count them', async () => {
    const lines = linesOf((await runTrailwatch(['rules', 'list'])).stdout);
    const muted = SINGLE.filter(({ alertsAlone }) => !alertsAlone).map(({ rule }) => rule.name);
    const counted = lines.filter(({ countedBy }) => countedBy !== undefined);
    expect(counted.map(({ name }) => name).sort()).toEqual(muted.sort());
    expect(lines.find(({ name }) => name === COUNTED)?.countedBy).toEqual([COUNTING]);
    const { stdout } = await runTrailwatch(['rules', 'list'], {
      terminalColumns: 100,
      environment: { NO_COLOR: '1' },
    });
    expect(stdout).toMatch(new RegExp(`^${COUNTED} +only counted  `, 'm'));
  });

  it.each([
    [80, /^NAME +SEVERITY +TITLE$/],
    [140, /^NAME +SEVERITY +TITLE +TAGS$/],
    [200, /^NAME +SEVERITY +TITLE +TAGS +ID$/],
  ])('shows a table on a terminal with what %i columns have room for', async (terminalColumns, head) => {
    const { stdout } = await runTrailwatch(['rules', 'list'], {
      terminalColumns,
      environment: { NO_COLOR: '1' },
    });
    const lines = stdout.split('\n');
    expect(lines[0]).toMatch(head);
    expect(lines.some((line) => line.startsWith(`${RULE} `))).toBe(true);
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(Math.max(terminalColumns, 90));
  });
});

describe('trailwatch rules show', () => {
  it('tells what a rule means, what to do, and what it looks for', async () => {
    const { status, stdout, stderr } = await runTrailwatch(['rules', 'show', RULE]);
    const headings = stdout.split('\n').filter((line) => /^[A-Z]/.test(line));
    expect(headings).toEqual([
      'CloudTrail trail stopped or deleted',
      'What it means',
      'First steps',
      'False positives',
      'References',
      'Detection',
    ]);
    expect(stdout).toContain('\n  severity  high, medium if the call was denied or failed\n');
    expect(stdout).toContain(`
Detection
  selection:
    eventSource: cloudtrail.amazonaws.com
    eventName:
      - StopLogging
      - DeleteTrail
  condition: selection
`);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  it('says that a rule raises no alerts of its own', async () => {
    const { stdout } = await runTrailwatch(['rules', 'show', COUNTED]);
    expect(stdout).toContain(`\n  alerts    none of its own, only counted by ${COUNTING}\n`);
    expect((await runTrailwatch(['rules', 'show', COUNTING])).stdout).not.toContain('\n  alerts ');
  });

  it('says which rules need single data events', async () => {
    const of = async (name: string) => (await runTrailwatch(['rules', 'show', name])).stdout;
    expect(await of('object-copied-to-another-account')).toContain('\n  events    single data events; ');
    expect(await of(RULE)).not.toContain('\n  events ');
  });

  it('finds a rule by its id as well as by its name', async () => {
    const listed = linesOf((await runTrailwatch(['rules', 'list'])).stdout).find(({ name }) => name === RULE);
    expect(await runTrailwatch(['rules', 'show', listed?.id ?? ''])).toEqual(
      await runTrailwatch(['rules', 'show', RULE]),
    );
  });

  it.each(['Trail stopped', 'trail-stopped-or', '344c20d8'])('finds a rule by a part: %s', async (part) => {
    expect(await runTrailwatch(['rules', 'show', part])).toEqual(
      await runTrailwatch(['rules', 'show', RULE]),
    );
  });

  it('fails with the names of rules if a part is that of several', async () => {
    const { status, stdout, stderr } = await runTrailwatch(['rules', 'show', 'root']);
    expect(stderr).toMatch(
      /^trailwatch: \d+ built-in rules are like 'root': ('[a-z0-9-]+', ){4}'[a-z0-9-]+' and \d+ more\n$/,
    );
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  });

  it('fails with status 2 on a rule that there is not, and names the nearest', async () => {
    expect(await runTrailwatch(['rules', 'show', 'trail-stoped-or-deleted'])).toEqual({
      status: 2,
      stdout: '',
      stderr: `trailwatch: there is no built-in rule 'trail-stoped-or-deleted'; did you mean '${RULE}'?\n`,
    });
    expect((await runTrailwatch(['rules', 'show', 'zebra'])).stderr).toBe(
      "trailwatch: there is no built-in rule 'zebra'; trailwatch rules list names them all\n",
    );
  });
});

describe('trailwatch rules test', () => {
  // the sequences that test correlations are made in test/rules/correlations.test.ts
  it('runs the built-in rules on their own records, and none is wrong, or untested but for correlations', async () => {
    const { status, stdout, stderr } = await runTrailwatch(['rules', 'test']);
    expect(linesOf(stdout)).toHaveLength(RULES.length);
    const untested = CORRELATIONS.filter(({ examples }) => examples.matching.length === 0);
    const counts = `rules=${RULES.length} records=\\d+ untested=${untested.length} failed=0`;
    expect(stderr).toMatch(new RegExp(`^${counts}\\n$`));
    expect(status).toBe(0);
  });
});

function linesOf(ndjson: string): Listed[] {
  return ndjson
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Listed);
}
