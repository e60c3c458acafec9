import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderForEachTest } from '../test-folder';
import { type Outcome, runTrailwatch } from './run-trailwatch';

const PATTERN = '{"detail":{"n":[{"numeric":[">",1]}],"x":[12345678901234567890]}}';
const EVENTS = [
  '{"detail":{"n":2,"x":12345678901234567890}}',
  '{"detail":{"n":2,"x":12345678901234567891}}',
  '{"detail":{"n":1,"x":12345678901234567890}}',
];

const folder = folderForEachTest();

async function run(pattern: string, stdin: string, ...more: readonly string[]): Promise<Outcome> {
  const path = join(folder, 'pattern.json');
  writeFileSync(path, pattern);
  const outcome = await runTrailwatch(['rules', 'match', 'event-pattern', path, ...more], { stdin });
  return { ...outcome, stderr: outcome.stderr.replaceAll(`${folder}/`, '') };
}

function verdicts(matched: readonly boolean[]): string {
  return matched.map((one, index) => `${JSON.stringify({ index, matched: one })}\n`).join('');
}

describe('trailwatch rules match event-pattern', () => {
  test.each([
    ['newline-delimited', EVENTS.join('\n')],
    ['in an array', `[${EVENTS.join(',\n')}]`],
    ['one after another', EVENTS.join(' ').replaceAll(',', ',\n  ')],
  ])('says of every event %s whether the pattern matches, digit by digit', async (_, text) => {
    const { status, stdout, stderr } = await run(PATTERN, text);
    expect({ status, stdout, stderr }).toEqual({
      status: 0,
      stdout: verdicts([true, false, false]),
      stderr: expect.stringMatching(/^trailwatch: warning: 3 of 3, .*\nevents=3 matched=1\n$/),
    });
  });

  it('takes one pretty-printed event from a file', async () => {
    const path = join(folder, 'event.json');
    writeFileSync(path, '{\n  "detail": {\n    "n": 5, "x": 12345678901234567890\n  }\n}\n');
    expect((await run(PATTERN, '', path)).stdout).toBe(verdicts([true]));
  });

  it('wraps bare records on request', async () => {
    const pattern = '{"source":["aws.s3"],"detail":{"eventName":["DeleteBucket"]}}';
    const record = { eventName: 'DeleteBucket', eventSource: 's3.amazonaws.com' };
    const log = JSON.stringify({ Records: [record, { ...record, eventName: 'GetObject' }] });
    expect((await run(pattern, log, '--records')).stdout).toBe(verdicts([true, false]));
    const bare = await run(pattern, JSON.stringify(record));
    expect([bare.stdout, bare.stderr]).toEqual([
      verdicts([false]),
      expect.stringContaining('need --records'),
    ]);
  });

  it('takes an event among records as it is, and says of what is no record that it is none', async () => {
    const pattern = '{"source":["aws.s3"],"detail":{"eventName":["DeleteBucket"]}}';
    const event = {
      ...{ id: '1', 'detail-type': 'AWS API Call via CloudTrail', source: 'aws.s3', region: 'eu-west-1' },
      ...{ account: '111122223333', time: '2026-01-01T00:00:00Z', detail: { eventName: 'DeleteBucket' } },
    };
    const whole = await run(pattern, JSON.stringify(event), '--records');
    expect([whole.stdout, whole.stderr]).toEqual([verdicts([true]), 'events=1 matched=1\n']);
    const page = await run(pattern, '{"Events":[]}', '--records');
    expect(page.stderr).toContain('1 of 1, the first with index 0, is no CloudTrail record');
  });

  it('fails on a pattern that AWS would refuse, and marks the place', async () => {
    const { status, stdout, stderr } = await run('{\n  "a": [{"prefx": "x"}]\n}', EVENTS.join('\n'));
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(
      /^trailwatch: pattern\.json:2:10: 'prefx' is not an operator; did you mean 'prefix'\?\n/,
    );
    expect(stderr).toMatch(/"prefx"[^\n]*\n *\^/);
  });

  it('fails on events that are no JSON, and marks the place', async () => {
    const { status, stderr } = await run(PATTERN, '{"detail":{}}\n{"detail":}');
    expect(status).toBe(2);
    expect(stderr).toMatch(/^trailwatch: -:2:11: a JSON value was expected, not '\}'\n/);
  });

  it('warns of what AWS leaves open, and goes on', async () => {
    const { status, stdout, stderr } = await run('{"a":[300.0]}', '{"a":300}');
    expect({ status, stdout }).toEqual({ status: 0, stdout: verdicts([true]) });
    expect(stderr).toMatch(/^trailwatch: warning: pattern\.json:1:7: /);
  });

  it('fails on a pattern file that is not there, and on one standard input for both', async () => {
    const missing = await runTrailwatch(['rules', 'match', 'event-pattern', join(folder, 'none.json')]);
    expect(missing.status).toBe(2);
    expect(missing.stderr).toMatch(/none\.json: no such file or folder\n$/);
    expect((await runTrailwatch(['rules', 'match', 'event-pattern', '-'])).status).toBe(2);
  });
});
