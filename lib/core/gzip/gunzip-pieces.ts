import { crc32 } from './crc32';
import { GZIP_TRAILER_BYTES, isGzip, parseGzipHeader } from './gzip-header';
import { PIECE_BYTES, PieceInflater } from './piece-inflater';
import { isUtf16 } from './utf16';

/**
 * Unpacks a file that is one faultless gzip member, as nearly all are, in two thirds of the time that `gunzip` takes. A piece of
 * the text is in memory that the next one is written to.
 *
 * @returns undefined if that was all. Otherwise something is not as expected, and how much of the text was given: `gunzip` gives
 *   the same text, what follows, and what is wrong. That is so of what is packed twice or in UTF-16, too
 */
export function* gunzipPieces(bytes: Uint8Array): Generator<Uint8Array, number | undefined> {
  const header = parseGzipHeader(bytes);
  if (header.kind !== 'header' || header.isDamaged === true) return 0;
  const inflater = PieceInflater.take();
  if (inflater === undefined) return 0;
  try {
    return yield* unpackWith(inflater, bytes, header.bytes);
  } finally {
    inflater.release();
  }
}

/** A text in memory that others use again. */
export interface LentText {
  readonly text: Uint8Array;
  readonly isPacked: boolean;
  /** Says that the text is not looked at any more. */
  giveBack(): void;
}

/**
 * The text of a file that is one faultless gzip member and shorter than a piece. Undefined for all else, which `gunzip` reads,
 * and for what is packed twice or in UTF-16.
 */
export function gunzipPiece(bytes: Uint8Array): LentText | undefined {
  const header = parseGzipHeader(bytes);
  if (header.kind !== 'header' || header.isDamaged === true) return undefined;
  const inflater = PieceInflater.take();
  if (inflater === undefined) return undefined;
  const giveBack = () => inflater.release();
  const text = inflater.next(bytes, header.bytes);
  if (text !== undefined && text.length < PIECE_BYTES && !isGzip(text) && !isUtf16(text)) {
    const trailer = bytes.subarray(bytes.length - inflater.inputLeft);
    if (isTrailer(trailer, crc32(text, 0), text.length)) return { text, isPacked: true, giveBack };
  }
  giveBack();
  return undefined;
}

function* unpackWith(
  inflater: PieceInflater,
  bytes: Uint8Array,
  from: number,
): Generator<Uint8Array, number | undefined> {
  let [offset, given, crc] = [from, 0, 0];
  for (;;) {
    const piece = inflater.next(bytes, offset);
    if (piece === undefined) return given;
    if (given === 0 && (isGzip(piece) || isUtf16(piece))) return 0;
    offset = bytes.length - inflater.inputLeft;
    crc = crc32(piece, crc);
    given += piece.length;
    if (piece.length > 0) yield piece;
    // The end of the data is seen with the first byte behind it, which is one of the trailer.
    if (piece.length < PIECE_BYTES) break;
  }
  return isTrailer(bytes.subarray(offset), crc, given) ? undefined : given;
}

function isTrailer(rest: Uint8Array, crc: number, textBytes: number): boolean {
  if (rest.length !== GZIP_TRAILER_BYTES) return false;
  const trailer = new DataView(rest.buffer, rest.byteOffset, GZIP_TRAILER_BYTES);
  return trailer.getUint32(0, true) === crc && trailer.getUint32(4, true) === textBytes % 2 ** 32;
}
