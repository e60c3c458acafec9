import { createInflateRaw, type InflateRaw } from 'node:zlib';
import { type ReadProblem, readProblem } from '../../problem/read-problem';
import type { ByteSource } from './byte-source';
import { crc32, GZIP_TRAILER_BYTES, type GzipHeader, isGzip, parseGzipHeader } from './gzip-header';

/** Bytes of unpacked text that the engine hands over at a time. */
const OUTPUT_BYTES = 256 * 1024;

/** The result for some compressed bytes: their text, and whether the data ended, was damaged, or may continue. */
export interface InflateStep {
  readonly pieces: readonly Uint8Array[];
  readonly state: 'more' | 'ended' | 'damaged';
  /** How many of the bytes belong to the data; less than all of them only if it ended among them. */
  readonly usedBytes: number;
}

/**
 * Unpacks raw deflate data step by step, so that the exact byte is known at which it ends.
 *
 * Deflate can grow a thousandfold: the caller's slices bound how much text one step makes. The end is seen only
 * with the first byte after it, which in gzip is always there. A damaged step returns no text at all.
 */
export class Inflater {
  private readonly engine: InflateRaw = createInflateRaw({ chunkSize: OUTPUT_BYTES });
  private pieces: Uint8Array[] = [];
  private damaged = false;
  private wake: () => void = () => {};

  constructor() {
    this.engine.on('data', (piece: Uint8Array) => this.pieces.push(piece));
    this.engine.on('error', () => {
      this.damaged = true;
      this.wake();
    });
  }

  async write(slice: Uint8Array): Promise<InflateStep> {
    const before = this.engine.bytesWritten;
    await new Promise<void>((resolve) => {
      this.wake = resolve;
      this.engine.write(slice, () => resolve());
    });
    if (this.damaged) return { pieces: [], state: 'damaged', usedBytes: 0 };
    // Text that still waits in the stream's buffer goes to the data listener.
    while (this.engine.read() !== null);
    const { pieces } = this;
    this.pieces = [];
    const usedBytes = this.engine.bytesWritten - before;
    return { pieces, state: usedBytes < slice.length ? 'ended' : 'more', usedBytes };
  }

  /** Frees the engine. To be called on every way out. */
  close(): void {
    this.engine.destroy();
  }
}

/** One step of unpacking takes this many compressed bytes, and so makes at most 8 MiB of text. */
const SLICE_BYTES = 8 * 1024;

/** The compressed bytes that are kept for a second try byte by byte, should the data prove damaged. */
const REPLAY_BYTES = 8 * 1024 * 1024;

/** Enough for the header of a member that has no optional fields. */
const FIRST_HEADER_BYTES = 32;

/** A piece of the unpacked text, or the problem of the gzip data. */
export type GunzipStep = { readonly text: Uint8Array } | { readonly problem: ReadProblem };

/**
 * Unpacks gzip data to its very last good byte.
 *
 * All members are read, though CloudTrail writes one: what follows the first is reported as `trailing-data`.
 * Nothing follows `truncated-gzip` and `corrupt-gzip`. A wrong checksum is known only after the text was returned.
 *
 * @see https://www.rfc-editor.org/rfc/rfc1952
 */
export async function* gunzip(source: ByteSource, file: string): AsyncGenerator<GunzipStep> {
  for (let member = 0; ; member++) {
    const rest = await source.take(2);
    source.unread(rest);
    if (rest.length === 0 && member > 0) return;
    if (member === 1) yield trailingData(file, source.offset);
    if (member > 0 && !isGzip(rest)) return;
    const problem = yield* gunzipMember(source, file);
    if (problem !== undefined) {
      yield { problem };
      return;
    }
  }
}

function trailingData(file: string, offset: number): GunzipStep {
  const reason = 'more bytes follow the gzip data that ends here';
  return { problem: readProblem(file, 'trailing-data', reason, { offset }) };
}

async function* gunzipMember(
  source: ByteSource,
  file: string,
): AsyncGenerator<GunzipStep, ReadProblem | undefined> {
  const start = source.offset;
  const header = await takeHeader(source);
  if (header.kind === 'incomplete') return truncated(file, source.offset);
  if (header.kind === 'damaged') return corrupt(file, start, header.reason);
  if (header.isDamaged !== true && (await isEmptyMember(source))) return undefined;
  const body = new MemberBody(source);
  const fate = yield* body.read();
  if (fate === 'truncated') return truncated(file, source.offset);
  if (fate === 'damaged') return corrupt(file, body.damageOffset, 'the data here cannot be unpacked');
  const problem = await checkTrailer(source, file, body);
  if (problem !== undefined || header.isDamaged !== true) return problem;
  return corrupt(file, start, 'the checksum of its header does not match');
}

/** Deflate's shortest data, with the checksum and length of no text. */
const EMPTY_MEMBER = Buffer.from([3, 0, 0, 0, 0, 0, 0, 0, 0, 0]);

/** Takes the rest of a member without text, which needs no engine: a file may have as many as it has place for. */
async function isEmptyMember(source: ByteSource): Promise<boolean> {
  const bytes = await source.take(EMPTY_MEMBER.length);
  const isEmpty = EMPTY_MEMBER.equals(bytes.subarray(0, EMPTY_MEMBER.length));
  source.unread(isEmpty ? bytes.subarray(EMPTY_MEMBER.length) : bytes);
  return isEmpty;
}

async function takeHeader(source: ByteSource): Promise<GzipHeader> {
  for (let wantedBytes = FIRST_HEADER_BYTES; ; wantedBytes *= 2) {
    const bytes = await source.take(wantedBytes);
    const header = parseGzipHeader(bytes);
    if (header.kind === 'incomplete' && bytes.length < wantedBytes) return header;
    source.unread(header.kind === 'header' ? bytes.subarray(header.bytes) : bytes);
    if (header.kind !== 'incomplete') return header;
  }
}

async function checkTrailer(
  source: ByteSource,
  file: string,
  body: MemberBody,
): Promise<ReadProblem | undefined> {
  const offset = source.offset;
  const bytes = await source.take(GZIP_TRAILER_BYTES);
  if (bytes.length < GZIP_TRAILER_BYTES) return truncated(file, offset + bytes.length);
  source.unread(bytes.subarray(GZIP_TRAILER_BYTES));
  const trailer = new DataView(bytes.buffer, bytes.byteOffset, GZIP_TRAILER_BYTES);
  if (trailer.getUint32(0, true) !== body.crc) {
    return corrupt(file, offset, 'the checksum does not match the unpacked text');
  }
  if (trailer.getUint32(4, true) !== body.bytes % 2 ** 32) {
    return corrupt(file, offset, 'the length does not match the unpacked text');
  }
  return undefined;
}

function truncated(file: string, offset: number): ReadProblem {
  return readProblem(file, 'truncated-gzip', 'the gzip data ends too early', { offset });
}

function corrupt(file: string, offset: number, reason: string): ReadProblem {
  return readProblem(file, 'corrupt-gzip', `the gzip data is damaged: ${reason}`, { offset });
}

/** The deflate data of one member, with the checksum and length of its text so far. */
class MemberBody {
  crc = 0;
  bytes = 0;
  damageOffset = 0;
  private replay: Uint8Array[] | undefined = [];
  private replayBytes = 0;

  constructor(private readonly source: ByteSource) {}

  async *read(): AsyncGenerator<GunzipStep, 'whole' | 'truncated' | 'damaged'> {
    const inflater = new Inflater();
    try {
      for (;;) {
        const sliceOffset = this.source.offset;
        const chunk = await this.source.next();
        if (chunk === undefined) return 'truncated';
        const slice = chunk.subarray(0, SLICE_BYTES);
        const step = await inflater.write(slice);
        if (step.state === 'damaged') return yield* this.readToDamage(slice, sliceOffset);
        this.source.unread(chunk.subarray(step.usedBytes));
        this.keepForReplay(slice);
        yield* this.deliver(step.pieces);
        if (step.state === 'ended') return 'whole';
      }
    } finally {
      inflater.close();
    }
  }

  /** A damaged step returns nothing, so the good bytes before it are unpacked again, the last ones singly. */
  private async *readToDamage(slice: Uint8Array, sliceOffset: number): AsyncGenerator<GunzipStep, 'damaged'> {
    this.damageOffset = sliceOffset;
    if (this.replay === undefined) return 'damaged';
    const inflater = new Inflater();
    try {
      for (const known of this.replay) await inflater.write(known);
      for (let at = 0; at < slice.length; at++, this.damageOffset++) {
        const step = await inflater.write(slice.subarray(at, at + 1));
        if (step.state === 'damaged') break;
        yield* this.deliver(step.pieces);
      }
      return 'damaged';
    } finally {
      inflater.close();
    }
  }

  private keepForReplay(slice: Uint8Array): void {
    this.replayBytes += slice.length;
    if (this.replayBytes > REPLAY_BYTES) this.replay = undefined;
    this.replay?.push(slice);
  }

  private *deliver(pieces: readonly Uint8Array[]): Generator<GunzipStep> {
    for (const text of pieces) {
      this.crc = crc32(text, this.crc);
      this.bytes += text.length;
      yield { text };
    }
  }
}
