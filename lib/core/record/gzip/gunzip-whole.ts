import { type InflateRaw, inflateRawSync, type ZlibOptions } from 'node:zlib';
import { crc32, GZIP_TRAILER_BYTES, parseGzipHeader } from './gzip-header';

/** A longer text is unpacked in steps. CloudTrail's largest file is three times this, most are a hundredth. */
const MAX_TEXT_BYTES = 16 * 1024 * 1024;

/** Room beyond the promised length, with which zlib need not begin a second buffer to see that it is done. */
const SPARE_BYTES = 64;

/**
 * Unpacks a single, valid gzip member of moderate length in one call; undefined for all else, which `gunzip`
 * then reads in steps to find the problem. One call takes two thirds of the time.
 *
 * @param maxTextBytes a longer text is not unpacked
 */
export function gunzipWhole(
  bytes: Uint8Array,
  maxTextBytes: number = MAX_TEXT_BYTES,
): Uint8Array | undefined {
  const header = parseGzipHeader(bytes);
  const end = bytes.length - GZIP_TRAILER_BYTES;
  if (header.kind !== 'header' || header.isDamaged === true || header.bytes > end) return undefined;
  const trailer = new DataView(bytes.buffer, bytes.byteOffset + end, GZIP_TRAILER_BYTES);
  const textBytes = trailer.getUint32(4, true);
  if (textBytes > maxTextBytes) return undefined;
  const text = inflateExactly(bytes.subarray(header.bytes, end), textBytes);
  return text !== undefined && crc32(text, 0) === trailer.getUint32(0, true) ? text : undefined;
}

/** The text, if all the bytes are needed for it and it has the promised length. */
function inflateExactly(bytes: Uint8Array, textBytes: number): Uint8Array | undefined {
  const options: ZlibOptions = {
    chunkSize: textBytes + SPARE_BYTES,
    maxOutputLength: textBytes + SPARE_BYTES,
    info: true,
  };
  try {
    const { buffer, engine } = inflateRawSync(bytes, options) as unknown as {
      buffer: Buffer;
      engine: InflateRaw;
    };
    return engine.bytesWritten === bytes.length && buffer.length === textBytes ? buffer : undefined;
  } catch {
    return undefined;
  }
}
