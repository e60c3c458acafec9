import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderForEachTest } from '../test-folder';
import { runTrailwatch } from './run-trailwatch';

const RULE = `title: Logging was stopped
name: stopped
level: high
tags: [attack.t1562.008]
logsource: { product: aws, service: cloudtrail }
detection:
  selection: { eventName: StopLogging }
  condition: selection
`;
const EXAMPLES = `trailwatch:
  examples:
    matching:
      - { eventName: StopLogging }
    ignored:
      - { eventName: StartLogging }
`;
const RECORD_LINE = RULE.split('\n').length + 3;

const folder = folderForEachTest();
describe('trailwatch rules check', () => {
  it.each([
    [
      'a file',
      () => {
        put('large.yml', `${RULE}#${'x'.repeat(4 * 1024 * 1024)}`);
        return at('large.yml');
      },
    ],
    ['a device that never ends', () => '/dev/zero'],
  ])('reads no more than a rule file may have of %s', async (_, path) => {
    const name = path();
    const { status, stderr } = await runTrailwatch(['rules', 'check', name]);
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: `trailwatch: ${name}: has more than 4194304 bytes, and no rule file has\n`,
    });
  });

  it('reads no more than a rule file may have of a pipe that never ends', async () => {
    const pipe = at('pipe.yml');
    execFileSync('mkfifo', [pipe]);
    const writer = spawn('sh', ['-c', 'exec cat /dev/zero > "$0"', pipe], { stdio: 'ignore' });
    const ended = once(writer, 'exit');
    const { status, stderr } = await runTrailwatch(['rules', 'check', pipe]);
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: `trailwatch: ${pipe}: has more than 4194304 bytes, and no rule file has\n`,
    });
    // the pipe is closed: its writer ends by itself
    await ended;
  });

  it('names a rule that rules no record out before it is parsed', async () => {
    put('a.yml', RULE.replace('condition: selection', 'condition: not selection'));
    const { status, stdout } = await runTrailwatch(['rules', 'check', folder]);
    expect(status).toBe(0);
    expect(linesOf(stdout)).toMatchObject([
      {
        ok: true,
        reason: 'note: no single field rules a record out, so scan parses every record in full',
      },
    ]);
  });

  it('says of every rule that it can be used', async () => {
    put('a.yml', RULE);
    put('deep/b.yaml', RULE.replace('stopped', 'halted').replace('stopped', 'halted'));
    const { status, stdout, stderr } = await runTrailwatch(['rules', 'check', folder]);
    expect(linesOf(stdout)).toEqual([
      { file: at('a.yml'), id: 'stopped', ok: true, line: 1, reason: null },
      { file: at('deep/b.yaml'), id: 'halted', ok: true, line: 1, reason: null },
    ]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  it('ends with status 1 when a rule cannot be used, and says where and why', async () => {
    put('a.yml', `${RULE}---\n${RULE.replace('high', 'hgih').replace('name: stopped', 'name: two')}`);
    const { status, stdout } = await runTrailwatch(['rules', 'check', at('a.yml')]);
    expect(linesOf(stdout)).toEqual([
      { file: at('a.yml'), id: 'stopped', ok: true, line: 1, reason: null },
      {
        file: at('a.yml'),
        id: 'two',
        ok: false,
        line: 12,
        reason:
          "'hgih' is not a level; it may be informational, low, medium, high, critical; did you mean 'high'?",
      },
    ]);
    expect(status).toBe(1);
  });

  it('says of correlations and filters that they can be used, wherever the rules are that they name', async () => {
    put('a.yml', RULE);
    put(
      'b.yml',
      'title: M\nname: many\ncorrelation: {type: event_count, rules: [stopped], timespan: 1h, condition: {gte: 3}}',
    );
    put(
      'c.yml',
      `title: F\nlogsource: {product: aws, service: cloudtrail}\nfilter: {rules: [stopped], s: {awsRegion: eu-west-1}, condition: not s}`,
    );
    put('d.yml', 'title: N\ncorrelation: {type: temporal, rules: [stoped], timespan: 1h}');
    const { status, stdout } = await runTrailwatch(['rules', 'check', folder]);
    expect(linesOf(stdout)).toEqual([
      { file: at('a.yml'), id: 'stopped', ok: true, line: 1, reason: null },
      { file: at('b.yml'), id: 'many', ok: true, line: 1, reason: null },
      { file: at('c.yml'), id: 'c', ok: true, line: 1, reason: null },
      {
        file: at('d.yml'),
        id: 'd',
        ok: false,
        line: 2,
        reason: "no rule has the id or name 'stoped'; did you mean 'stopped'?",
      },
    ]);
    expect(status).toBe(1);
  });

  it('fails for a rule whose id another file has', async () => {
    put('a.yml', RULE);
    put('b.yml', RULE);
    const { status, stdout } = await runTrailwatch(['rules', 'check', folder]);
    expect(linesOf(stdout)[1]).toMatchObject({
      id: 'stopped',
      ok: false,
      reason: `the rule at ${at('a.yml')}:1 has the id 'stopped' too; give this one its own`,
    });
    expect(status).toBe(1);
  });

  it('tells the warnings of a rule that can be used', async () => {
    put('a.yml', RULE.replace('product: aws', 'product: windows'));
    const { status, stdout } = await runTrailwatch(['rules', 'check', folder]);
    expect(linesOf(stdout)[0]).toMatchObject({
      ok: true,
      line: 5,
      reason: expect.stringMatching(/^warning: the rule is for/),
    });
    expect(status).toBe(0);
  });

  it('keeps to the columns of its ndjson, in their order', async () => {
    put('a.yml', RULE);
    const { stdout } = await runTrailwatch(['rules', 'check', folder]);
    expect(stdout).toBe(`{"file":"${at('a.yml')}","id":"stopped","ok":true,"line":1,"reason":null}\n`);
  });

  it('writes sentences on a terminal', async () => {
    put('a.yml', RULE);
    put('b.yml', 'detection: 1');
    const { stdout } = await runTrailwatch(['rules', 'check', folder], { terminalColumns: 80 });
    const [good, bad] = stdout.split('\n');
    expect(good).toBe(`ok      ${at('a.yml')}:1: stopped`);
    expect(bad).toMatch(/^not ok {2}.*b\.yml:1: b: the rule has no 'title'; .*$/);
  });

  it('fails with status 2 on a path that is not there', async () => {
    expect(await runTrailwatch(['rules', 'check', at('gone')])).toEqual({
      status: 2,
      stdout: '',
      stderr: `trailwatch: ${at('gone')}: no such file or folder\n`,
    });
  });

  it('fails with status 2 on a folder without rules', async () => {
    put('README.md', 'no rule');
    expect(await runTrailwatch(['rules', 'check', folder])).toEqual({
      status: 2,
      stdout: '',
      stderr: `trailwatch: ${folder}: there is no rule file (.yml, .yaml) in the folder\n`,
    });
  });
});

describe('trailwatch rules test', () => {
  it('runs each rule on its own records', async () => {
    put('a.yml', RULE + EXAMPLES);
    const { status, stdout, stderr } = await runTrailwatch(['rules', 'test', folder]);
    expect(linesOf(stdout)).toEqual([{ file: at('a.yml'), id: 'stopped', ok: true, line: 1, reason: null }]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: 'rules=1 records=2 untested=0 failed=0\n' });
  });

  it('ends with status 1 when a rule is wrong about its records, and says which', async () => {
    put(
      'a.yml',
      RULE +
        EXAMPLES.replaceAll('StartLogging', 'X')
          .replaceAll('StopLogging', 'StartLogging')
          .replaceAll('X', 'StopLogging'),
    );
    const { status, stdout, stderr } = await runTrailwatch(['rules', 'test', folder]);
    expect(linesOf(stdout)).toEqual([
      {
        file: at('a.yml'),
        id: 'stopped',
        ok: false,
        line: RECORD_LINE,
        reason: `matching record 1 (line ${RECORD_LINE}) is not matched; ignored record 1 (line ${RECORD_LINE + 2}) is matched`,
      },
    ]);
    expect({ status, stderr }).toEqual({ status: 1, stderr: 'rules=1 records=2 untested=0 failed=1\n' });
  });

  it('names every problem of a rule that cannot be used, as rules check does', async () => {
    const broken = RULE.replace('eventName:', 'eventName|startwith:')
      .replace('condition: selection', 'condition: selecton')
      .replace('level: high', 'level: urgent');
    put('a.yml', `${broken}---\n${RULE.replace('level: high', 'level: worse')}`);
    const tested = await runTrailwatch(['rules', 'test', folder]);
    const checked = await runTrailwatch(['rules', 'check', folder]);
    expect(tested.stdout).toBe(checked.stdout);
    for (const word of ['urgent', 'startwith', 'selecton', 'worse'])
      expect(tested.stdout).toContain(`'${word}'`);
  });

  it('counts a rule without records as untested', async () => {
    put('a.yml', RULE);
    const { status, stderr } = await runTrailwatch(['rules', 'test', folder]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: 'rules=1 records=0 untested=1 failed=0\n' });
  });

  it('runs a correlation on lists of records, each on its own', async () => {
    const many = `title: M
name: many
correlation: {type: event_count, rules: [stopped], group-by: [awsRegion], timespan: 1m, condition: {gte: 2}}
trailwatch:
  examples:
    matching:
      - [{ eventName: StopLogging, awsRegion: a }, { eventName: StopLogging, awsRegion: a }]
      - { eventName: StopLogging, awsRegion: a }
    ignored:
      - [{ eventName: StopLogging, awsRegion: a }, { eventName: StopLogging, awsRegion: b }]
      - - { eventName: StopLogging, awsRegion: a, eventTime: '2025-01-01T00:00:00Z' }
        - { eventName: StopLogging, awsRegion: a, eventTime: '2025-01-01T00:01:00Z' }
`;
    put('a.yml', RULE + EXAMPLES);
    put('b.yml', many);
    const { status, stdout, stderr } = await runTrailwatch(['rules', 'test', folder]);
    expect(linesOf(stdout)).toEqual([
      { file: at('a.yml'), id: 'stopped', ok: true, line: 1, reason: null },
      {
        file: at('b.yml'),
        id: 'many',
        ok: false,
        line: 8,
        reason: 'matching example 2 (line 8) is not matched',
      },
    ]);
    expect({ status, stderr }).toEqual({ status: 1, stderr: 'rules=2 records=9 untested=0 failed=1\n' });
  });

  it('ends with status 1 on a rule that cannot be used', async () => {
    put('a.yml', 'title: x');
    const { status, stdout, stderr } = await runTrailwatch(['rules', 'test', folder]);
    expect(linesOf(stdout)[0]).toMatchObject({
      ok: false,
      reason: expect.stringContaining("no 'detection'"),
    });
    expect({ status, stderr }).toEqual({ status: 1, stderr: 'rules=1 records=0 untested=0 failed=1\n' });
  });
});

function at(name: string): string {
  return join(folder, name);
}

function put(name: string, text: string): void {
  mkdirSync(join(at(name), '..'), { recursive: true });
  writeFileSync(at(name), text);
}

function linesOf(ndjson: string): unknown[] {
  return ndjson
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}
