import { createInflateRaw, deflateRawSync, type InflateRaw } from 'node:zlib';

/** Bytes of text that are unpacked at a time: they stay in the processor's cache until they are read. */
export const PIECE_BYTES = 1024 * 1024;

/** So much memory before a piece is free: room for what of the one before is still needed. */
export const LENT_ROOM_BYTES = 64 * 1024;

/** Engines that are kept for the next file. More are in use only if more files are open at a time. */
const MAX_IDLE = 8;

const NO_FLUSH = 0;

/** The engine under a stream of Node.js: npm itself calls it, too. */
interface EngineHandle {
  reset(): void;
  writeSync(
    ...parts: [
      flush: number,
      input: Uint8Array,
      inputOffset: number,
      inputBytes: number,
      output: Uint8Array,
      outputOffset: number,
      outputBytes: number,
    ]
  ): void;
}

interface EngineStream {
  readonly destroyed: boolean;
  readonly _handle: EngineHandle | null;
  /** What of the output and of the input is left after a call. */
  readonly _writeState: Uint32Array;
}

/**
 * Unpacks raw deflate data into one piece of memory, again and again.
 *
 * What Node.js has for it takes new memory for each file, which the operating system has to fill with pages and the
 * garbage collector to find again: a sixth of the time of a search. The engine below takes any memory, without a public name
 * for it. It is used only if it does what it should, and who unpacks with it compares checksums.
 */
export class PieceInflater {
  private static readonly idle: PieceInflater[] = [];
  private static works: boolean | undefined;

  /** One at its beginning; undefined where Node.js has no such engine. */
  static take(): PieceInflater | undefined {
    PieceInflater.works ??= doesWork();
    if (!PieceInflater.works) return undefined;
    const inflater = PieceInflater.idle.pop() ?? new PieceInflater();
    inflater.stream._handle?.reset();
    return inflater;
  }

  private readonly stream: EngineStream;
  private readonly output = Buffer.allocUnsafeSlow(LENT_ROOM_BYTES + PIECE_BYTES);
  /** How many bytes of the input the last call left. */
  inputLeft = 0;

  constructor() {
    const stream: InflateRaw = createInflateRaw({ chunkSize: 64 });
    // What is wrong with the data is seen from `destroyed`.
    stream.on('error', () => undefined);
    this.stream = stream as unknown as EngineStream;
  }

  /**
   * The next piece, in memory that the next call writes to; undefined if the data is damaged.
   *
   * @param offset where to go on in the input
   */
  next(input: Uint8Array, offset: number): Uint8Array | undefined {
    const { stream, output } = this;
    const inputBytes = input.length - offset;
    stream._handle?.writeSync(NO_FLUSH, input, offset, inputBytes, output, LENT_ROOM_BYTES, PIECE_BYTES);
    if (stream.destroyed || stream._handle === null) return undefined;
    const [outputLeft = PIECE_BYTES, left = inputBytes] = stream._writeState;
    this.inputLeft = left;
    return output.subarray(LENT_ROOM_BYTES, LENT_ROOM_BYTES + PIECE_BYTES - outputLeft);
  }

  /** Keeps the engine for another file, unless it met damage. */
  release(): void {
    if (!this.stream.destroyed && PieceInflater.idle.length < MAX_IDLE) PieceInflater.idle.push(this);
  }
}

function doesWork(): boolean {
  try {
    const inflater = new PieceInflater();
    const text = Buffer.from('{"Records":[]}');
    const packed = deflateRawSync(text);
    const piece = inflater.next(packed, 0);
    return piece !== undefined && text.equals(piece) && inflater.inputLeft === 0;
  } catch {
    return false;
  }
}
