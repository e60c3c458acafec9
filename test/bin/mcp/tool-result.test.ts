import { toRefusal } from '../../../bin/mcp/tool-result';

test('a refusal has no secret of a path or an address, as no result has', () => {
  const { content } = toRefusal("cannot read 'https://example.com/a?X-Amz-Signature=0123abcd'");
  expect(content[0]?.text).toBe("cannot read 'https://example.com/a?X-Amz-Signature=(masked)'");
});
