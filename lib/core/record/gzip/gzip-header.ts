import { crc32 as fromNode } from 'node:zlib';

/** Two bytes that open every gzip member (RFC 1952, section 2.3.1). */
const MAGIC = [0x1f, 0x8b] as const;
const METHOD_DEFLATE = 8;
const FIXED_BYTES = 10;

/** The data of a member is followed by its CRC-32 and its length modulo 2^32, little-endian. */
export const GZIP_TRAILER_BYTES = 8;

const FLAG_HEADER_CRC = 0x02;
const FLAG_EXTRA = 0x04;
const FLAG_NAME = 0x08;
const FLAG_COMMENT = 0x10;
const FLAGS_RESERVED = 0xe0;

/** A name or a comment that is longer than this is damage: file systems end at 255 or 4,096 bytes. */
const MAX_TEXT_BYTES = 64 * 1024;

/** The first bytes of a gzip member: its header's length, a beginning of one, or no header. */
export type GzipHeader =
  | {
      readonly kind: 'header';
      readonly bytes: number;
      /** Its checksum is wrong, which gunzip and zlib refuse: the data after it may be intact. */
      readonly isDamaged?: true;
    }
  | { readonly kind: 'incomplete' }
  | { readonly kind: 'damaged'; readonly reason: string };

/** Whether the bytes open like gzip. One byte is enough for no, two for yes. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === MAGIC[0] && bytes[1] === MAGIC[1];
}

/**
 * Measures the header of a gzip member, with all its optional fields (RFC 1952, section 2.3):
 *
 *     magic 2 | method 1 | flags 1 | time 4 | hints 2 | [extra: length 2, data] | [name \0] | [comment \0] | [crc 2]
 */
export function parseGzipHeader(bytes: Uint8Array): GzipHeader {
  if (!MAGIC.every((byte, at) => bytes[at] === undefined || bytes[at] === byte)) {
    return { kind: 'damaged', reason: 'it does not begin with 1f 8b' };
  }
  if (bytes.length < FIXED_BYTES) return { kind: 'incomplete' };
  if (bytes[2] !== METHOD_DEFLATE)
    return { kind: 'damaged', reason: `its compression method is ${bytes[2]}, not 8` };
  const flags = bytes[3] as number;
  if ((flags & FLAGS_RESERVED) !== 0) return { kind: 'damaged', reason: 'its header sets reserved flags' };
  return measureOptionalFields(bytes, flags);
}

function measureOptionalFields(bytes: Uint8Array, flags: number): GzipHeader {
  let at: number | undefined = FIXED_BYTES;
  if (flags & FLAG_EXTRA) at = afterExtra(bytes, at);
  for (const flag of [FLAG_NAME, FLAG_COMMENT]) {
    if (at === undefined || (flags & flag) === 0) continue;
    const from: number = at;
    at = afterText(bytes, from);
    if (at === undefined && bytes.length - from > MAX_TEXT_BYTES) {
      return { kind: 'damaged', reason: `the name in its header is longer than ${MAX_TEXT_BYTES} bytes` };
    }
  }
  const checkedBytes = at;
  if (at !== undefined && flags & FLAG_HEADER_CRC) at += 2;
  if (at === undefined || checkedBytes === undefined || at > bytes.length) return { kind: 'incomplete' };
  const isDamaged = at > checkedBytes && !isHeaderCrc(bytes, checkedBytes);
  return { kind: 'header', bytes: at, ...(isDamaged ? { isDamaged } : {}) };
}

/** The checksum of a header is the lower half of the CRC-32 of the bytes before it. */
function isHeaderCrc(bytes: Uint8Array, at: number): boolean {
  const checksum = (bytes[at] as number) + (bytes[at + 1] as number) * 256;
  return (crc32(bytes.subarray(0, at), 0) & 0xffff) === checksum;
}

function afterExtra(bytes: Uint8Array, at: number): number | undefined {
  const low = bytes[at];
  const high = bytes[at + 1];
  return low === undefined || high === undefined ? undefined : at + 2 + low + high * 256;
}

function afterText(bytes: Uint8Array, at: number): number | undefined {
  const end = bytes.indexOf(0, at);
  return end < 0 ? undefined : end + 1;
}

type Crc32 = (bytes: Uint8Array, value: number) => number;

/**
 * The CRC-32 of gzip (RFC 1952, section 8) of `bytes`, continued from the checksum of the bytes before (0 at
 * first).
 *
 * Node has it from 20.15 and 22.2; before, a table does the same at a tenth of the speed.
 */
export function crc32(bytes: Uint8Array, value: number): number {
  chosen ??= (fromNode as Crc32 | undefined) ?? crc32ByTable;
  return chosen(bytes, value);
}

/** Chosen with the first checksum, so that a process that unpacks nothing does not load zlib. */
let chosen: Crc32 | undefined;

let table: Uint32Array | undefined;

/** The same without help from Node. */
export function crc32ByTable(bytes: Uint8Array, value: number): number {
  table ??= makeTable();
  let crc = ~value;
  for (const byte of bytes) crc = (table[(crc ^ byte) & 0xff] as number) ^ (crc >>> 8);
  return ~crc >>> 0;
}

function makeTable(): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, index) => {
    let entry = index;
    for (let bit = 0; bit < 8; bit++) entry = entry & 1 ? 0xedb88320 ^ (entry >>> 1) : entry >>> 1;
    return entry;
  });
}
