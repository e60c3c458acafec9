import { gzipSync } from 'node:zlib';
import { gunzipWhole } from '../../../../lib/core/record/gzip/gunzip-whole';

const TEXT = Buffer.from('{"Records":[]}'.repeat(100));
const PACKED = gzipSync(TEXT);

/** The bytes with another one at a place, counted from the end if it is below 0. */
function changed(place: number): Buffer {
  const bytes = Buffer.from(PACKED);
  const at = place < 0 ? bytes.length + place : place;
  bytes[at] = (bytes[at] as number) ^ 1;
  return bytes;
}

test('a text as long as may be is unpacked in one go, and a longer one is left to be read in steps', () => {
  expect(gunzipWhole(PACKED, TEXT.length)).toEqual(TEXT);
  expect(gunzipWhole(PACKED, TEXT.length - 1)).toBeUndefined();
});

test.each([
  ['of another kind', changed(0)],
  ['whose checksum is wrong', changed(-8)],
  ['whose length is wrong', changed(-4)],
  ['with another one behind it', Buffer.concat([PACKED, PACKED])],
  ['with a byte behind it', Buffer.concat([PACKED, Buffer.from([0])])],
  ['that ends early', PACKED.subarray(0, -1)],
  ['of nothing but a header', PACKED.subarray(0, 12)],
])('a file %s is left to be read in steps', (_, bytes) => expect(gunzipWhole(bytes)).toBeUndefined());
