import { createHash } from 'node:crypto';
import {
  encodeOrigin,
  isSignedInTime,
  ORIGIN_ATTRIBUTE,
  ORIGIN_ATTRIBUTE_BYTES,
  type ProvenMessage,
  parseOrigin,
  toOriginText,
} from '../../../../lib/core/alert/mac/message-origin';

const TIME = '2026-11-20T03:00:00.000Z';
const MESSAGE: ProvenMessage = {
  topicArn: 'arn:aws:sns:eu-west-1:111122223333:alerts',
  document: '{"version":1,"title":"ü"}',
  attributes: { severity: 'high', account: '111122223333' },
};

test('the text is the hash of each part behind its length, attributes by name, as the documentation has it', () => {
  const parts = [MESSAGE.topicArn, TIME, MESSAGE.document, 'account', '111122223333', 'severity', 'high'];
  const joined = parts.map((part) => `${Buffer.byteLength(part)}:${part}`).join('');
  const hash = createHash('sha256').update(joined).digest('hex');
  expect(toOriginText(MESSAGE, TIME)).toBe(`trailwatch-alert-v1:${hash}`);
});

test('the order of attributes does not matter, nor the proof itself', () => {
  const attributes = { origin: 'v1 x', account: '111122223333', severity: 'high' };
  expect(toOriginText({ ...MESSAGE, attributes }, TIME)).toBe(toOriginText(MESSAGE, TIME));
});

test.each<[string, Partial<ProvenMessage>, string]>([
  ['another topic', { topicArn: `${MESSAGE.topicArn}2` }, TIME],
  ['another time', {}, '2026-11-20T03:00:00.001Z'],
  ['another document', { document: `${MESSAGE.document} ` }, TIME],
  ['another attribute', { attributes: { ...MESSAGE.attributes, severity: 'low' } }, TIME],
  ['one attribute more', { attributes: { ...MESSAGE.attributes, firstSteps: '["x"]' } }, TIME],
  ['one attribute less', { attributes: { severity: 'high' } }, TIME],
  ['a name that is moved into a value', { attributes: { severity: 'high', accoun: 't111122223333' } }, TIME],
])('%s is another text', (_, changes, time) => {
  expect(toOriginText({ ...MESSAGE, ...changes }, time)).not.toBe(toOriginText(MESSAGE, TIME));
});

test('the attribute is read as it was written, and takes no more than its bytes', () => {
  const mac = Uint8Array.from({ length: 32 }, (_, index) => index * 7);
  const value = encodeOrigin({ signedAt: TIME, mac });
  expect(parseOrigin(value)).toEqual({ signedAt: TIME, mac: Buffer.from(mac) });
  const bytes = Buffer.byteLength(`${ORIGIN_ATTRIBUTE}String${value}`);
  expect(bytes).toBeLessThanOrEqual(ORIGIN_ATTRIBUTE_BYTES);
});

test.each([
  '',
  'v1',
  `v2 ${TIME} ${'A'.repeat(43)}=`,
  `v1 2026-13-45T99:00:00.000Z ${'A'.repeat(43)}=`,
  `v1 ${TIME} ${'A'.repeat(42)}==`,
  `v1 ${TIME} ${'A'.repeat(43)}=\n`,
  `v1 ${TIME} ${'A'.repeat(1_000_000)}`,
])('fails to read what is no origin: %.40s', (value) => {
  expect(parseOrigin(value)).toBeUndefined();
});

test.each([
  ['2026-11-20T03:05:00.000Z', true],
  ['2026-11-20T02:55:00.000Z', true],
  ['2026-11-20T03:05:00.001Z', false],
  ['2026-11-19T03:00:00.000Z', false],
  ['', false],
])('a message that SNS took at %p was signed in time: %p', (publishedAt, expected) => {
  expect(isSignedInTime({ signedAt: TIME }, publishedAt)).toBe(expected);
});
