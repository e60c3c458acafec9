import { createHmac } from 'node:crypto';
import { MacKey } from '../../../../lib/core/alert/mac/mac-key';

const SECRET = Buffer.alloc(32, 7);
const KEY = MacKey.derive(SECRET, 'claims', 'table');

test('a code is HMAC-SHA-256 over each part behind its length in bytes', () => {
  const derived = createHmac('sha256', SECRET).update('6:claims5:table').digest();
  const expected = createHmac('sha256', derived).update('3:aé2:123:xyz').digest('base64url');
  expect(KEY.sign(['aé', 12, Buffer.from('xyz')])).toBe(expected);
});

test('a code is verified for the same parts only', () => {
  const code = KEY.sign(['window', 'item', 5]);
  expect(KEY.verify(['window', 'item', 5], code)).toBe(true);
  for (const parts of [
    ['window', 'item', 6],
    ['window', 'item'],
    ['windowi', 'tem', 5],
    ['window', 'item5'],
    ['item', 'window', 5],
  ]) {
    expect(KEY.verify(parts, code)).toBe(false);
  }
});

test('fails to verify a code that is absent, empty, cut or longer', () => {
  const code = KEY.sign(['a']);
  for (const wrong of [undefined, '', code.slice(1), `${code}A`, 'é'.repeat(43)]) {
    expect(KEY.verify(['a'], wrong)).toBe(false);
  }
});

test('keys of another purpose, another table or another secret verify nothing of each other', () => {
  const code = KEY.sign(['a']);
  for (const other of [
    MacKey.derive(SECRET, 'integrity', 'table'),
    MacKey.derive(SECRET, 'claims', 'table2'),
    MacKey.derive(Buffer.alloc(32, 8), 'claims', 'table'),
  ]) {
    expect(other.verify(['a'], code)).toBe(false);
  }
});
