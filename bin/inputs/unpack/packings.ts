import { pipeline, Readable, type Transform } from 'node:stream';
import * as zlib from 'node:zlib';
import type { Unzip, UnzipFile } from 'fflate';
import { isTar, MAX_MEMBERS, type Member, readTar } from './read-tar';

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

/** The number of packed bytes that are unpacked at a time: at most a thousand times as much text. */
const SLICE_BYTES = 8 * 1024;

type Event =
  | { readonly kind: 'file'; readonly name: string }
  | { readonly kind: 'data'; readonly bytes: Uint8Array }
  | { readonly kind: 'end' }
  | { readonly kind: 'error'; readonly message: string };

/** Whether bytes begin as a zip archive does: with a file, or with the end of an empty directory. */
function isZip([p, k, third, fourth]: Uint8Array): boolean {
  return p === 0x50 && k === 0x4b && ((third === 3 && fourth === 4) || (third === 5 && fourth === 6));
}

/**
 * The files of a zip archive, as a stream: each has its own header, so the directory at the end is not needed. The library is
 * loaded only for the first archive.
 */
async function* readZip(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Member, void> {
  const events = new ZipEvents(chunks, await import('fflate'));
  for (let members = 0; members < MAX_MEMBERS; ) {
    const event = await events.next();
    if (event === undefined) return;
    if (event.kind === 'error') throw new Error(`the zip archive cannot be unpacked: ${event.message}`);
    if (event.kind !== 'file' || event.name.endsWith('/')) continue;
    members += 1;
    yield { name: event.name, chunks: dataOf(events) };
  }
}

async function* dataOf(events: ZipEvents): AsyncGenerator<Uint8Array, void> {
  for (let event = await events.next(); event !== undefined; event = await events.next()) {
    if (event.kind === 'data') yield event.bytes;
    else if (event.kind === 'error') throw new Error(`it cannot be unpacked: ${event.message}`);
    else return;
  }
  throw new Error('the zip archive ends too early');
}

/** The members of an archive, in order, created on demand. */
class ZipEvents {
  private readonly waiting: Event[] = [];
  private readonly unzip: Unzip;
  private readonly slices: AsyncGenerator<Uint8Array, void>;

  constructor(
    chunks: AsyncIterable<Uint8Array>,
    { Unzip, UnzipInflate, UnzipPassThrough }: typeof import('fflate'),
  ) {
    this.slices = slicesOf(chunks);
    this.unzip = new Unzip((file) => this.start(file));
    this.unzip.register(UnzipInflate);
    this.unzip.register(UnzipPassThrough);
  }

  async next(): Promise<Event | undefined> {
    while (this.waiting.length === 0) {
      const slice = await this.slices.next();
      if (slice.done === true) return undefined;
      try {
        this.unzip.push(slice.value);
      } catch (error) {
        this.waiting.push({ kind: 'error', message: (error as Error).message });
        await this.slices.return();
      }
    }
    return this.waiting.shift();
  }

  private start(file: UnzipFile): void {
    this.waiting.push({ kind: 'file', name: file.name });
    file.ondata = (error, bytes, isFinal) => {
      if (error !== null) this.waiting.push({ kind: 'error', message: error.message });
      else if (bytes.length > 0) this.waiting.push({ kind: 'data', bytes });
      if (isFinal) this.waiting.push({ kind: 'end' });
    };
    file.start();
  }
}

async function* slicesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; at += SLICE_BYTES) yield chunk.subarray(at, at + SLICE_BYTES);
  }
}

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
      // loaded only for the first such file
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

/** Whether a file starts with bytes; text stands for its ASCII codes. */
export function startsWith(...bytes: readonly (number | string)[]): (start: Uint8Array) => boolean {
  const expected = bytes.flatMap((each) => (typeof each === 'string' ? [...Buffer.from(each)] : [each]));
  return (start) => expected.every((byte, at) => start[at] === byte);
}
