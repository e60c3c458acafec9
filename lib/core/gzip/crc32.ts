import { crc32 as fromNode } from 'node:zlib';

type Crc32 = (bytes: Uint8Array, value: number) => number;

/**
 * The CRC-32 of gzip (RFC 1952, section 8) of `bytes`, going on from the checksum of what came before (0 at first).
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
