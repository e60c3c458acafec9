import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { folderForEachTest } from '../test-folder';
import { type Outcome, runTrailwatch, type Surroundings } from './run-trailwatch';

const DISABLED = '{"eventSource":"kms.amazonaws.com","eventName":"DisableKey"}';
const LISTED = '{"eventSource":"kms.amazonaws.com","eventName":"ListKeys"}';
const PATTERN = '{ $.eventName = "DisableKey" }';

function patternTest(argv: readonly string[], surroundings: Surroundings = {}): Promise<Outcome> {
  return runTrailwatch(['rules', 'match', 'metric-filter', ...argv], surroundings);
}

describe('trailwatch rules match metric-filter', () => {
  const folder = folderForEachTest();
  it.each([
    ['packed', gzipSync(DISABLED)],
    ['binary', Buffer.from([0x7b, 0x00, 0x7d, 0x0a])],
    ['in another encoding', Buffer.from(DISABLED, 'utf16le')],
  ])('fails with status 2 on a file that is %s', async (_, content) => {
    const file = join(folder, 'events.ndjson');
    writeFileSync(file, content);
    const { status, stdout, stderr } = await patternTest([PATTERN, file]);
    expect({ status, stdout, stderr }).toEqual({
      status: 2,
      stdout: '',
      stderr: 'trailwatch: the input is not text in UTF-8; unpack it first, one log event a line\n',
    });
  });

  it('says of every line of a file whether the pattern matches it', async () => {
    const file = join(folder, 'events.ndjson');
    writeFileSync(file, `${DISABLED}\n${LISTED}\nno JSON\n`);
    expect(await patternTest([PATTERN, file])).toEqual({
      status: 0,
      stdout: '{"index":0,"matched":true}\n{"index":1,"matched":false}\n{"index":2,"matched":false}\n',
      stderr: 'events=3 matched=1\n',
    });
  });

  it.each([
    ['without an end', `${LISTED}\n${DISABLED}`],
    ['with the ends of Windows', `${LISTED}\r\n${DISABLED}\r\n`],
    ['in pieces', [`${LISTED}\n${DISABLED.slice(0, 9)}`, DISABLED.slice(9)]],
  ])('reads standard input, its last line %s', async (_, stdin) => {
    const { stdout } = await patternTest([PATTERN], { stdin });
    expect(stdout).toBe('{"index":0,"matched":false}\n{"index":1,"matched":true}\n');
  });

  it('keeps a character together that arrives in two pieces, and a line with U+2028', async () => {
    const event = Buffer.from('{"eventName":"größer\u2028"}\n');
    const { stdout } = await patternTest(['{ $.eventName = "größer*" }', '-'], {
      stdin: [event.subarray(0, 17), event.subarray(17)],
    });
    expect(stdout).toBe('{"index":0,"matched":true}\n');
  });

  it('takes terms and fields between blanks too, and a pattern after --', async () => {
    const stdin = 'ERROR 401 denied\nWARN 200 fine\n';
    expect((await patternTest(['[level, status = 4*, ...]'], { stdin })).stdout).toContain(
      '{"index":0,"matched":true}\n{"index":1,"matched":false}',
    );
    expect((await patternTest(['--', '-WARN'], { stdin })).stdout).toContain(
      '{"index":0,"matched":true}\n{"index":1,"matched":false}',
    );
  });

  it('prints a table on a terminal, where control characters show', async () => {
    const { stdout } = await patternTest(['ERROR'], {
      stdin: 'ERROR \u001b[31m\nfine\n',
      terminalColumns: 60,
    });
    expect(stdout).toBe('0       matched   ERROR \\u{1b}[31m\n1       -         fine\n');
  });

  it('warns of what AWS leaves open, and matches all the same', async () => {
    const { status, stdout, stderr } = await patternTest(['{ $.a = "x*y" }'], { stdin: '{"a":"x*y"}\n' });
    expect([status, stdout]).toEqual([0, '{"index":0,"matched":true}\n']);
    expect(stderr).toBe(
      "trailwatch: warning: pattern:1:9: a '*' that is neither first nor last is literal in older " +
        'documentation, and matches any text in newer documentation; here it is literal\n' +
        '  { $.a = "x*y" }\n' +
        '          ^\n' +
        'events=1 matched=1\n',
    );
  });

  it.each([
    [
      '{ $.a EXISTS }',
      'pattern:1:7: EXISTS is not supported without NOT; write = * for a text or a number',
      6,
    ],
    ['{ $.a = "x }', 'pattern:1:9: the text that begins here has no closing quotation mark', 8],
    ['ERROR: x', `pattern:1:6: a term with ':' in it must be in double quotation marks: "ERROR:"`, 5],
  ])('fails with status 2 and a caret on %s', async (pattern, message, caret) => {
    expect(await patternTest([pattern], { stdin: DISABLED })).toEqual({
      status: 2,
      stdout: '',
      stderr: `trailwatch: ${message}\n  ${pattern}\n  ${' '.repeat(caret)}^\n`,
    });
  });

  it('fails on a long pattern with the part that is near the fault', async () => {
    const pattern = `{ ${'($.eventName = "DisableKey") || '.repeat(20)}($.eventName = ) }`;
    const { status, stderr } = await patternTest([pattern]);
    const [, excerpt = '', caret = ''] = stderr.split('\n');
    expect(status).toBe(2);
    expect(excerpt.length).toBeLessThan(80);
    expect(excerpt.slice(caret.indexOf('^'))).toBe(') }');
  });

  it('fails with status 2 when the file is not there, and when the pattern is missing', async () => {
    const gone = join(folder, 'gone');
    expect(await patternTest([PATTERN, gone])).toMatchObject({
      status: 2,
      stderr: `trailwatch: ${gone}: no such file or folder\n`,
    });
    expect(await patternTest([])).toMatchObject({ status: 2, stdout: '' });
  });
});
