import { pipeline, Readable, type Transform } from 'node:stream';
import * as zlib from 'node:zlib';
import type { Member } from './member';
import { isTar, readTar } from './read-tar';
import { isZip, readZip } from './read-zip';
import { startsWith } from './starts-with';

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
    isAt: startsWith(0x28, 0xb5, 0x2f, 0xfd),
    unpack: unpackZstd,
    holds: 'bytes',
  },
  {
    name: 'xz',
    signature: '`fd 37 7a 58 5a 00`',
    by: 'XZ Embedded, as WebAssembly',
    isAt: startsWith(0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00),
    unpack: async function* (chunks) {
      // loaded for the first such file, and not before
      const { unpackXz } = await import('./unpack-xz');
      yield* unpackXz(chunks);
    },
    holds: 'bytes',
  },
];

function unpackZstd(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const { createZstdDecompress } = zlib as { createZstdDecompress?: () => Transform };
  if (createZstdDecompress === undefined) {
    throw new Error(
      `it is zstd data, which Node ${process.versions.node} does not unpack; use Node 22.15 or later, or: zstd -dc FILE | trailwatch scan -`,
    );
  }
  return pipeline(Readable.from(chunks), createZstdDecompress(), () => undefined);
}
