import { gzipSync } from 'node:zlib';
import { DecodingBudget, decodeData, MAX_DECODED_BYTES } from '../../../../lib/core/record/gzip/decode-data';

const JSON_TEXT = '{"eventName":"StopLogging"}';
const PACKED = gzipSync(JSON_TEXT).toString('base64');

test.each([
  ['base64', Buffer.from(JSON_TEXT).toString('base64')],
  ['packed', PACKED],
])('what is %s takes its length from the budget, and is not decoded where that is used up', (_, data) => {
  const budget = new DecodingBudget(2 * JSON_TEXT.length);
  expect([decodeData(data, budget), decodeData(data, budget), decodeData(data, budget)]).toEqual([
    JSON_TEXT,
    JSON_TEXT,
    undefined,
  ]);
  expect(decodeData(data, new DecodingBudget(JSON_TEXT.length - 1))).toBeUndefined();
});

test('one value is never unpacked to more than its bound, however much the file may still hold', () => {
  const packed = (bytes: number) => gzipSync(Buffer.alloc(bytes, '[')).toString('base64');
  expect(decodeData(packed(MAX_DECODED_BYTES), new DecodingBudget(4 * MAX_DECODED_BYTES))).toHaveLength(
    MAX_DECODED_BYTES,
  );
  expect(
    decodeData(packed(MAX_DECODED_BYTES + 1), new DecodingBudget(4 * MAX_DECODED_BYTES)),
  ).toBeUndefined();
});

test.each([
  ['text that is no base64', '{"a":1}'],
  ['base64 of other text', Buffer.from('hello, this is text').toString('base64')],
  ['packed text that ends early', PACKED.slice(0, 20)],
])('%s holds no JSON', (_, data) => expect(decodeData(data, new DecodingBudget(1_000))).toBeUndefined());
