import { toAnswer } from '../../../bin/mcp/answer';
import { KeptRows } from '../../../bin/mcp/kept-rows';
import { Pages } from '../../../bin/mcp/pages';
import { toRefusal, toToolResult } from '../../../bin/mcp/tool-result';
import type { ToolCommand } from '../../../bin/mcp/tool-table';

const SCAN: ToolCommand = { words: 'scan', prints: 'rows', isBySeverity: true };
const SIZE = { wanted: 2_000, most: 10_000 };

function kept(
  rows: readonly object[],
  most = { rows: 1_000, bytes: 1_000_000 },
  isBySeverity = true,
): KeptRows {
  const all = new KeptRows(isBySeverity, most);
  for (const row of rows) all.add(JSON.stringify(row));
  return all;
}

function answerOf(rows: KeptRows) {
  return toAnswer(SCAN, { status: 0, rows, messages: [] });
}

const MANY = Array.from({ length: 60 }, (_, at) => ({
  severity: ['low', 'high', 'informational', 'medium'][at % 4],
  at,
  text: 'x'.repeat(100),
}));

test('a refusal has no secret of a path or an address, as no result has', () => {
  const { content } = toRefusal("cannot read 'https://example.com/a?X-Amz-Signature=0123abcd'");
  expect(content[0]?.text).toBe("cannot read 'https://example.com/a?X-Amz-Signature=(masked)'");
});

test('lines stay lines, and nothing else is hidden', () => {
  const output = { status: 0, rows: kept([]), document: 'first\nsecond\u001b[2J', messages: [] };
  expect(toAnswer({ words: 'rules show', prints: 'text' }, output).rows).toEqual([
    { severity: '', row: 'first\nsecond\\u{1b}[2J' },
  ]);
});

describe('pages', () => {
  test('give every row once, the most severe first, and say what is left by severity', () => {
    const pages = new Pages();
    let page = pages.first('call', answerOf(kept(MANY)), SIZE);
    const rows = [...page.rows];
    while (page.cursor !== undefined) {
      const left = Object.values(page.leftOut).reduce((sum, count) => sum + count, 0);
      expect(rows.length + left).toBe(MANY.length);
      expect(JSON.stringify(page.rows).length).toBeLessThan(SIZE.wanted);
      page = pages.next('call', page.cursor, SIZE);
      rows.push(...page.rows);
    }
    const severities = rows.map((row) => (row as { severity: string }).severity);
    expect(severities).toEqual(
      ['high', 'medium', 'low', 'informational'].flatMap((one) => Array<string>(15).fill(one)),
    );
    expect(new Set(rows.map((row) => (row as { at: number }).at)).size).toBe(MANY.length);
    expect(page.leftOut).toEqual({});
  });

  test('leave out the least severe of more than is kept, and count it', () => {
    const page = new Pages().first('call', answerOf(kept(MANY, { rows: 20, bytes: 1_000_000 })), SIZE);
    expect(page.total).toBe(60);
    expect(page.leftOut).toMatchObject({ low: 15, informational: 15 });
    const bytes = new Pages().first('call', answerOf(kept(MANY, { rows: 1_000, bytes: 3_000 })), SIZE);
    expect(bytes.total).toBe(60);
    expect(Object.values(bytes.leftOut).reduce((sum, count) => sum + count, bytes.rows.length)).toBe(60);
  });

  test('fail for a cursor of another call, and for one that is no longer kept', () => {
    const pages = new Pages();
    const answer = answerOf(kept(MANY));
    const { cursor = '' } = pages.first('call', answer, SIZE);
    expect(() => pages.next('other', cursor, SIZE)).toThrow('this cursor is of another call');
    expect(() => pages.next('call', 'none.3', SIZE)).toThrow('the answer of this cursor is no longer kept');
    for (let more = 0; more < 8; more += 1) pages.first(`${more}`, answer, SIZE);
    expect(() => pages.next('call', cursor, SIZE)).toThrow('the answer of this cursor is no longer kept');
  });

  test('give a row that is larger than a page alone, and refuse one that is larger than any answer', () => {
    const rows = [{ severity: 'high', text: 'x'.repeat(5_000) }, { severity: 'low' }];
    const page = new Pages().first('call', answerOf(kept(rows)), SIZE);
    expect([page.rows.length, page.leftOut]).toEqual([1, { low: 1 }]);
    const large = answerOf(kept([{ severity: 'high', text: 'x'.repeat(20_000) }]));
    expect(() => new Pages().first('call', large, SIZE)).toThrow('limit resultBytes: ');
  });
});

test.each([
  [["trailwatch: no record has the actor 'x'", 'files=1 pruned=0 records=2 seconds=0.1'], false],
  [['trailwatch: nothing was read: no log file is of these accounts, Regions and days'], false],
  [["trailwatch: no record has the actor 'x'", 'trailwatch: a.json: is damaged'], true],
  [['trailwatch: nothing was read: there is no log file'], true],
  [[], true],
])('%j and no result is an error: %s', (messages, isFailed) => {
  expect(toAnswer(SCAN, { status: 2, rows: kept([]), messages }).isFailed).toBe(isFailed);
});

test('the data are given once, as structured content or as text', () => {
  const page = new Pages().first('call', answerOf(kept([{ severity: 'high', name: 'once' }])), SIZE);
  for (const isText of [true, false]) {
    const result = toToolResult('scan', page, { isText });
    expect(JSON.stringify(result).split('once')).toHaveLength(2);
    expect(result.structuredContent === undefined).toBe(isText);
    expect(result.content[0]?.text).toBe('scan: 1 of 1 rows');
  }
});
