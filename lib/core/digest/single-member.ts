import { createHash } from 'node:crypto';
import { type ByteChunks, ByteSource } from '../record/gzip/byte-source';
import { gunzip } from '../record/gzip/gunzip';
import { gunzipWhole } from '../record/gzip/gunzip-whole';
import { releaseMemory } from '../record/gzip/release-memory';

/** Why an object is not one gzip member and nothing else. */
export type MemberProblem = 'damaged-gzip' | 'trailing-data' | 'too-large';

/** The text of a member, or why there is none. */
export type UnpackedText =
  | { readonly kind: 'text'; readonly text: Uint8Array }
  | { readonly kind: 'problem'; readonly reason: MemberProblem };

/** The hash of a member's text, or why there is none. */
export type TextHash =
  | { readonly kind: 'hash'; readonly hash: string; readonly sizeBytes: number }
  | { readonly kind: 'problem'; readonly reason: MemberProblem };

/** An object up to this size is unpacked in one call, which takes two thirds of the time. CloudTrail's are smaller. */
const WHOLE_BYTES = 4 * 1024 * 1024;

/** A hundred thousand log files take a third of it. */
const MAX_DIGEST_BYTES = 128 * 1024 * 1024;

/** CloudTrail writes at most 50 MB; what unpacks to ten times that is a bomb. */
const MAX_LOG_BYTES = 512 * 1024 * 1024;

/** Unpacks a digest file, which must be one gzip member with nothing after it. */
export async function unpackDigest(chunks: ByteChunks): Promise<UnpackedText> {
  const pieces: Uint8Array[] = [];
  const reason = await readMember(chunks, MAX_DIGEST_BYTES, (piece) => pieces.push(piece));
  if (reason !== undefined) return { kind: 'problem', reason };
  const [only] = pieces;
  return { kind: 'text', text: only !== undefined && pieces.length === 1 ? only : Buffer.concat(pieces) };
}

/** SHA-256 of the unpacked text of a log file, which must be one gzip member with nothing after it. */
export async function hashLogFile(chunks: ByteChunks): Promise<TextHash> {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  const reason = await readMember(chunks, MAX_LOG_BYTES, (piece, isWhole) => {
    hash.update(piece);
    sizeBytes += piece.length;
    if (isWhole) releaseMemory(piece);
  });
  return reason === undefined
    ? { kind: 'hash', hash: hash.digest('hex'), sizeBytes }
    : { kind: 'problem', reason };
}

async function readMember(
  chunks: ByteChunks,
  longestBytes: number,
  take: (text: Uint8Array, isWhole: boolean) => void,
): Promise<MemberProblem | undefined> {
  const source = new ByteSource(chunks);
  try {
    const beginning = await source.take(WHOLE_BYTES + 1);
    const text = beginning.length > WHOLE_BYTES ? undefined : gunzipWhole(beginning);
    if (text === undefined) {
      source.unread(beginning);
      return await readMemberInSteps(source, longestBytes, take);
    }
    take(text, true);
    return undefined;
  } finally {
    await source.close();
  }
}

async function readMemberInSteps(
  source: ByteSource,
  longestBytes: number,
  take: (text: Uint8Array, isWhole: boolean) => void,
): Promise<MemberProblem | undefined> {
  let bytes = 0;
  for await (const step of gunzip(source, '')) {
    if ('problem' in step) return step.problem.code === 'trailing-data' ? 'trailing-data' : 'damaged-gzip';
    bytes += step.text.length;
    if (bytes > longestBytes) return 'too-large';
    take(step.text, false);
  }
  return undefined;
}
