import type { FoundValue } from '../../../../lib/core/json/found-value';
import { MAX_VALUE_BYTES } from '../../../../lib/core/json/found-value';
import { CsvValues, isCsvHead, MAX_HEAD_BYTES } from '../../../../lib/core/record/log-file/csv-values';

const HEAD = 'eventName,eventSource,eventTime,requestParameters';
const row = (name: string, parameters = '') => `${name},s3.amazonaws.com,2026-11-20T02:15:00Z,${parameters}`;

/** What the rows of a table hold: the names of calls, or why there is no record. */
function namesOf(...chunks: readonly string[]): readonly unknown[] {
  const values = new CsvValues();
  for (const chunk of chunks) values.append(Buffer.from(chunk));
  values.end();
  const names: unknown[] = [];
  for (;;) {
    const found: FoundValue | undefined = values.next();
    if (found === undefined) return names;
    names.push(found.kind === 'value' ? (found.value as { eventName?: string }).eventName : found);
  }
}

test('blank lines between rows, and the end of the last one, are no rows', () => {
  expect(namesOf(`${HEAD}\r\n${row('A')}\r\n\r\n  \n${row('B')}\n\n`)).toEqual(['A', 'B']);
  expect(namesOf(`${HEAD}\n${row('A')}`)).toEqual(['A']);
});

test.each(['\n', '\r\n'])('the end of a row, %j, is no part of its last column', (end) => {
  const values = new CsvValues();
  values.append(Buffer.from(`eventName,eventSource,eventTime,awsRegion${end}${row('A', 'eu-west-1')}${end}`));
  expect(values.next()).toMatchObject({ kind: 'value', value: { eventName: 'A', awsRegion: 'eu-west-1' } });
});

test('the place in the text is behind the rows that were found', () => {
  const values = new CsvValues();
  values.append(Buffer.from(`${HEAD}\n${row('A')}\n${row('B')}`));
  expect([values.next()?.offset, values.offset]).toEqual([
    HEAD.length + 1,
    HEAD.length + row('A').length + 2,
  ]);
});

test('rows are found in a text that is longer than the longest value', () => {
  const long = 'x'.repeat(MAX_VALUE_BYTES - 100_000);
  expect(namesOf(`${HEAD}\n${row('A')}\n${row('B', long)}\n${row('C', long)}\n`)).toEqual(['A', 'B', 'C']);
});

test('a row with a quote too few is left out as too long, and the next ones are read', () => {
  const rows = Array.from({ length: 3 }, () => row('B', 'x'.repeat(MAX_VALUE_BYTES / 2))).join('\n');
  const broken = row('A', '"x');
  const [first, ...others] = namesOf(`${HEAD}\n${broken}\n${rows}`);
  const offset = HEAD.length + 1;
  expect(first).toEqual({ kind: 'broken', offset, code: 'record-too-large', bytes: broken.length + 1 });
  expect(others).toEqual(['B', 'B', 'B']);
});

describe('the first line', () => {
  const isHead = (text: string, isEnded = false) => isCsvHead(Buffer.from(text), isEnded);

  test.each([
    ['names columns of records', `${HEAD}\n`, true],
    ['names columns of something else', 'name,age\n', false],
    ['is JSON', '{"eventName":1}\n', false],
    ['is empty', `\n${HEAD}\n`, false],
    ['is not whole yet', HEAD, undefined],
    ['is longer than names are', `${HEAD}${','.repeat(MAX_HEAD_BYTES)}\n`, false],
  ])('%s', (_what, text, expected) => expect(isHead(text)).toBe(expected));

  test('may be as long as names are', () => {
    expect(isHead(`${HEAD.padEnd(MAX_HEAD_BYTES, ' ')}\n`)).toBe(true);
    expect(isHead(`${HEAD.padEnd(MAX_HEAD_BYTES + 1, ' ')}\n`)).toBe(false);
  });

  test('without an end is judged at the end, and when it is longer than names are', () => {
    expect(isHead(HEAD, true)).toBe(true);
    expect(isHead(HEAD.padEnd(MAX_HEAD_BYTES, ' '))).toBeUndefined();
    expect(isHead(HEAD.padEnd(MAX_HEAD_BYTES + 1, ' '))).toBe(true);
  });
});
