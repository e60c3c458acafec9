import { toRefusal, toToolResult } from '../../../bin/mcp/tool-result';

test('a refusal has no secret of a path or an address, as no result has', () => {
  const { content } = toRefusal("cannot read 'https://example.com/a?X-Amz-Signature=0123abcd'");
  expect(content[0]?.text).toBe("cannot read 'https://example.com/a?X-Amz-Signature=(masked)'");
});

test('lines stay lines, and nothing else is hidden', () => {
  const output = { status: 0, results: ['first\nsecond\u001b[2J'], messages: [] };
  const { structuredContent } = toToolResult({ command: 'rules show', options: [], prints: 'text' }, output);
  expect(structuredContent?.results).toEqual(['first\nsecond\\u{1b}[2J']);
});
