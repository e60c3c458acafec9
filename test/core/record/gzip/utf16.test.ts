import { isUtf16 } from '../../../../lib/core/record/gzip/utf16';

const NUL = '\u0000';

test.each([
  [true, 'a mark of its order', Buffer.from('\ufeff{}', 'utf16le')],
  [true, 'a mark of the other order', Buffer.from('\ufeff{}', 'utf16le').swap16()],
  [true, 'an object', Buffer.from('{}', 'utf16le')],
  [true, 'a list', Buffer.from('[]', 'utf16le')],
  [true, 'an object in the other order', Buffer.from('{}', 'utf16le').swap16()],
  [true, 'a list in the other order', Buffer.from('[]', 'utf16le').swap16()],
  [false, 'an object in UTF-8', Buffer.from('{"a":1}')],
  [false, 'an object in UTF-8 with an odd character', Buffer.from(`{"a${NUL}`)],
  [false, 'what is no object in the other order', Buffer.from(`${NUL}a${NUL}"`)],
  [false, 'an object behind one zero byte', Buffer.from(`${NUL}{ab`)],
  [false, 'an object in UTF-32', Buffer.from(`{${NUL}${NUL}${NUL}`)],
  [false, 'an object in UTF-32 in the other order', Buffer.from(`${NUL}${NUL}${NUL}{`)],
  [false, 'half a character', Buffer.from('{}', 'utf16le').subarray(0, 3)],
  [false, 'half a character in the other order', Buffer.from('{}', 'utf16le').swap16().subarray(0, 3)],
  [false, 'one character', Buffer.from('{', 'utf16le')],
  [false, 'no byte', Buffer.alloc(0)],
])('it is %p that a text is in UTF-16 which begins with %s', (isSo, _what, bytes) =>
  expect(isUtf16(bytes)).toBe(isSo),
);
