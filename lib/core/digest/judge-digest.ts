import { parseDigestKey } from './archive-folder';
import type { HashArchive, HashedObject, ReadArchive } from './archive-reader';
import type { LoadedDigest } from './chain/loaded-digest';
import type { ListedLog } from './digest';
import { type FileFinding, type FileProblem, type Finding, problemFile, validFile } from './finding';
import { SIGNATURE } from './read-member';
import { hashLogFile } from './single-member';

const CARRIED_ELSEWHERE = 'only its metadata is wrong; the next digest file carries the right signature';

/**
 * The problem of a digest file, or undefined if it has none. To be called once all digests are read that may name it.
 *
 * Only an authentic digest can prove another one wrong; a valid signature proves a digest wherever it comes from.
 */
export function judgeDigest(loaded: LoadedDigest): FileProblem | undefined {
  if (loaded.problem !== undefined) return loaded.problem;
  if (!loaded.isInPlace) {
    const { bucket, key } = loaded.digest ?? { bucket: '', key: '' };
    return { status: 'invalid', reason: 'moved', detail: `s3://${bucket}/${key}` };
  }
  const problem = judgeSignature(loaded) ?? judgeLinks(loaded);
  return problem?.status === 'unverified' && loaded.isPassedBy
    ? { status: 'extra', reason: 'not-in-chain' }
    : problem;
}

function judgeSignature(loaded: LoadedDigest): FileProblem | undefined {
  if (!loaded.hasKey) return judgeLinks(loaded) ?? contradiction(loaded) ?? withoutKey(loaded);
  const { signature, isAuthentic } = loaded;
  if (isAuthentic && (signature === undefined || loaded.isSignedBy(signature))) return undefined;
  if (isAuthentic) return { status: 'invalid', reason: 'wrong-signature', detail: CARRIED_ELSEWHERE };
  // Text that does not have the form of a signature is treated as none.
  if (signature !== undefined && SIGNATURE.test(signature))
    return { status: 'invalid', reason: 'wrong-signature' };
  // An unproven digest proves nothing about another one.
  return loaded.namers.some((namer) => namer.isAuthentic)
    ? { status: 'invalid', reason: 'wrong-signature' }
    : { status: 'unverified', reason: 'no-signature', ...(isTailOfCopy(loaded) ? { isPending: true } : {}) };
}

/**
 * Whether only the metadata of the object is wrong: the next digest file carries the signature of its content, as it does for one
 * whose metadata is lost.
 */
export function isContentProven(loaded: LoadedDigest, problem: FileProblem | undefined): boolean {
  return problem === undefined || (problem.reason === 'wrong-signature' && loaded.isAuthentic);
}

/** A copy has lost the metadata of its objects: only the next digest file of the chain carries the signature. */
export function isTailOfCopy({ place, namers, isLast }: LoadedDigest): boolean {
  return place.isCopy && isLast && namers.length === 0;
}

function withoutKey({ digest, place, keyRefusal }: LoadedDigest): FileProblem {
  const why = keyRefusal === undefined ? '' : `: ${keyRefusal}`;
  return {
    status: 'unverified',
    reason: 'no-key',
    detail: `${digest?.fingerprint} in ${place.region}${why}`,
    ...(keyRefusal === undefined ? {} : { isKeyless: true }),
  };
}

/** Where no public key is available, two digest files that contradict each other still prove that one was changed. */
function contradiction(loaded: LoadedDigest): FileProblem | undefined {
  if (loaded.namers.every((namer) => namer.hasKey || loaded.isAsNamedBy(namer))) return undefined;
  return { status: 'invalid', reason: 'not-as-linked', detail: 'neither of the two can be verified' };
}

function judgeLinks(loaded: LoadedDigest): FileProblem | undefined {
  const fits = loaded.namers.every((namer) => !namer.isAuthentic || loaded.isAsNamedBy(namer));
  return fits ? undefined : { status: 'invalid', reason: 'not-as-linked' };
}

/** The state of the digest file that lists a log file: only a valid one proves it. */
type ListingState = 'valid' | 'unverified' | 'pending';

/** The digest file that lists a log file. */
export interface LogListing {
  readonly state: ListingState;
  /** The bucket of the digest file; undefined where it is not known. */
  readonly bucket?: string | undefined;
}

/**
 * Checks a log file against a digest file that lists it. Only a valid digest file chooses a bucket to read from: anyone who may write
 * to the archive can name theirs in another one, and would see who asks for it, and when.
 */
export async function checkLog(
  log: ListedLog,
  { state, bucket }: LogListing,
  hash: HashArchive,
): Promise<FileFinding> {
  if (state !== 'valid' && bucket !== undefined && log.bucket !== bucket) {
    const detail = `it would be in the bucket ${log.bucket}, where nothing is read that is not proven`;
    return problemFile('log', log.key, { status: 'unverified', reason: 'digest-unverified', detail });
  }
  const content = await hash({ bucket: log.bucket, key: log.key });
  if (content.kind === 'absent' || content.kind === 'unreadable')
    return problemFile('log', log.key, unread(content));
  const { tag: found } = content;
  if (content.kind === 'problem')
    return problemFile('log', log.key, { status: 'invalid', reason: content.reason, found });
  const { sizeBytes } = content;
  if (content.hash !== log.hash)
    return problemFile('log', log.key, { status: 'invalid', reason: 'wrong-hash', sizeBytes, found });
  if (state === 'valid') return validFile('log', log.key, sizeBytes);
  const isPending = state === 'pending' ? true : undefined;
  return problemFile('log', log.key, {
    status: 'unverified',
    reason: 'digest-unverified',
    sizeBytes,
    isPending,
  });
}

/** Hashes where it is called. */
export function hashHere(read: ReadArchive): HashArchive {
  return async (place) => {
    const stored = await read(place);
    if (stored.kind !== 'stored') return stored;
    const { chunks, tag } = stored;
    return { ...(await hashLogFile(chunks)), ...(tag === undefined ? {} : { tag }) };
  };
}

function unread(content: Extract<HashedObject, { kind: 'absent' | 'unreadable' }>): FileProblem {
  return content.kind === 'absent'
    ? { status: 'missing', reason: 'absent', ...(content.problem && { detail: content.problem }) }
    : { status: 'unverified', reason: 'unreadable', detail: content.problem };
}

/** The finding on a digest file: that it is valid, or its problem. */
export function digestFinding(loaded: LoadedDigest, problem: FileProblem | undefined): Finding {
  if (problem !== undefined) return problemFile('digest', loaded.key, { found: loaded.tag, ...problem });
  return validFile('digest', loaded.key, loaded.sizeBytes);
}

/** What is needed to find the digest file before one with which a chain continues under another prefix. */
interface MovedProps {
  readonly bucket?: string;
  /** By default, where the bucket is not known. */
  readonly isCopy?: boolean;
  readonly read: ReadArchive;
  readonly startMs?: number;
}

/**
 * Looks for the digest file before one with which the chain continues under another prefix: in the bucket that is checked it
 * is there or missing. A copy may be one of a prefix alone.
 */
export async function checkMoved(
  { previous, key }: LoadedDigest,
  { bucket, isCopy = bucket === undefined, read, startMs = Number.NEGATIVE_INFINITY }: MovedProps,
): Promise<Finding | undefined> {
  const listed = previous && parseDigestKey(previous.key);
  if (previous === undefined || listed?.kind !== 'chained' || isCopy || previous.bucket !== bucket)
    return undefined;
  if (listed.endTimeMs <= startMs || (await read({ bucket, key: listed.key })).kind !== 'absent')
    return undefined;
  const detail = `${key} names it, with which the chain continues under another prefix`;
  return problemFile('digest', listed.key, { status: 'missing', reason: 'absent', detail });
}
