import { pipeline, Readable, type Transform } from 'node:stream';
import * as zlib from 'node:zlib';
import type { Member } from './member';
import { isTar, readTar } from './read-tar';
import { isZip, readZip } from './read-zip';

/** A way in which files are packed, recognized by their first bytes. */
export interface Packing {
  readonly name: string;
  /** The bytes by which it is recognized, for the documentation. */
  readonly signature: string;
  /** How it is read. */
  readonly by: string;
  readonly isAt: (start: Uint8Array) => boolean;
  /** The bytes that are packed, or the files. */
  readonly unpack: (chunks: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array> | AsyncIterable<Member>;
  readonly holds: 'bytes' | 'files';
}

/** The first bytes that are looked at. */
export const START_BYTES = 512;

/** All packings but gzip, which the reader of log files unpacks itself. */
export const PACKINGS: readonly Packing[] = [
  {
    name: 'zip',
    signature: '`50 4b 03 04`',
    by: 'file by file, as `x.zip/AWSLogs/…`',
    isAt: isZip,
    unpack: readZip,
    holds: 'files',
  },
  {
    name: 'tar',
    signature: '`ustar` at byte 257',
    by: 'file by file, as `x.tar/AWSLogs/…`; in gzip if the name ends in `.tgz` or `.tar.gz`, or on standard input',
    isAt: isTar,
    unpack: readTar,
    holds: 'files',
  },
  {
    name: 'zstd',
    signature: '`28 b5 2f fd`',
    by: "Node's own zlib, from Node 22.15 and 23.8 on",
    isAt: startsWith([0x28, 0xb5, 0x2f, 0xfd]),
    unpack: unpackZstd,
    holds: 'bytes',
  },
  {
    name: 'xz',
    signature: '`fd 37 7a 58 5a 00`',
    by: 'XZ Embedded, as WebAssembly',
    isAt: startsWith([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]),
    unpack: unpackXz,
    holds: 'bytes',
  },
];

/** Something that is no log file, recognized by its first bytes, and what to do instead. */
export interface ForeignFile {
  readonly name: string;
  readonly signature: string;
  readonly isAt: (start: Uint8Array) => boolean;
  readonly instead: string;
}

/** What people have beside log files. */
export const FOREIGN_FILES: readonly ForeignFile[] = [
  {
    name: 'a Parquet file',
    signature: '`PAR1`',
    isAt: startsWith([0x50, 0x41, 0x52, 0x31]),
    instead:
      "Security Lake writes OCSF as Parquet; scan the trail's own log files, or query it with Athena or DuckDB",
  },
  {
    name: 'an ORC file',
    signature: '`ORC`',
    isAt: startsWith([0x4f, 0x52, 0x43]),
    instead: 'query it with Athena, and scan its result as CSV',
  },
  {
    name: 'an Avro file',
    signature: '`Obj\\x01`',
    isAt: startsWith([0x4f, 0x62, 0x6a, 0x01]),
    instead: 'convert it to JSON lines',
  },
  {
    name: 'bzip2 data',
    signature: '`BZh`, a digit, `31 41 59`',
    isAt: (start) =>
      startsWith([0x42, 0x5a, 0x68])(start) && startsWith([0x31, 0x41, 0x59])(start.subarray(4)),
    instead: 'unpack it first: bunzip2 -c FILE | trailwatch scan -',
  },
  {
    name: 'a 7z archive',
    signature: '`37 7a bc af`',
    isAt: startsWith([0x37, 0x7a, 0xbc, 0xaf]),
    instead: 'unpack it first',
  },
];

function startsWith(bytes: readonly number[]): (start: Uint8Array) => boolean {
  return (start) => bytes.every((byte, at) => start[at] === byte);
}

function unpackZstd(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const { createZstdDecompress } = zlib as { createZstdDecompress?: () => Transform };
  if (createZstdDecompress === undefined) {
    throw new Error(
      `it is zstd data, which Node ${process.versions.node} does not unpack; use Node 22.15 or later, or: zstd -dc FILE | trailwatch scan -`,
    );
  }
  return pipeline(Readable.from(chunks), createZstdDecompress(), () => undefined);
}

/** The library is loaded for the first such file, and not before. */
async function* unpackXz(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  const { XzReadableStream } = await import('xz-decompress');
  const packed = Readable.toWeb(Readable.from(chunks)) as unknown as ReadableStream<Uint8Array>;
  const reader = new XzReadableStream(packed).getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      // The stream writes the next piece to the same memory.
      yield Uint8Array.from(value as Uint8Array);
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
