import type { ObjectPlace } from './archive-reader';
import { DIGEST_PERIOD_MS } from './digest';

/** Verdict on a digest file or a log file. */
export type FileStatus =
  /** Proven to be what CloudTrail delivered. */
  | 'valid'
  /** Proven not to be. */
  | 'invalid'
  /** Named by a digest file, but not in the archive. */
  | 'missing'
  /** In the archive, but not in any of the digest files that cover its time. */
  | 'extra'
  /** Neither is proven; the reason names what is missing. */
  | 'unverified';

/** Why a digest file or a log file is not valid. Stable: filters depend on them. */
export type FileReason = keyof typeof FILE_REASONS;

/** Why a stretch of time is not covered by a chain. Stable. */
export type GapReason = keyof typeof GAP_REASONS;

/** The verdict on one object of the archive. */
export interface FileFinding {
  readonly kind: 'digest' | 'log';
  readonly key: string;
  readonly status: FileStatus;
  /** Absent if, and only if, the file is valid. */
  readonly reason?: FileReason;
  /** One sentence, lower case, no full stop, without the key. */
  readonly message: string;
  /** Of the unpacked text, as far as it was read. */
  readonly sizeBytes?: number;
  /** An unverified file that cannot be proven yet: of the newest hour, or the last of a copy that lost its metadata. */
  readonly isPending?: true;
  /** Whether CloudTrail gave no public keys of the Region at all. */
  readonly isKeyless?: true;
  /** Distinguishes the object that was found from one that may be found there later, such as by its ETag. */
  readonly found?: string;
}

/** A stretch of time for which a chain, or a whole folder, has no digest file. It is not in itself a problem. */
export interface GapFinding {
  readonly kind: 'gap';
  /** The digest file at which the gap was seen: the first after it, or for silence the last before it. */
  readonly key: string;
  readonly status: 'gap';
  readonly reason: GapReason;
  readonly message: string;
  /** `YYYY-MM-DDTHH:MM:SSZ`; absent if unknown. */
  readonly from?: string;
  readonly until: string;
  readonly cause?: GapCause;
  /** Of `place-changed`: the digest file before, which is in another bucket or under another prefix. */
  readonly previous?: Required<ObjectPlace>;
}

/** One line of a check's result. */
export type Finding = FileFinding | GapFinding;

const FILE_REASONS = {
  // invalid
  'damaged-gzip': 'the gzip data is damaged or incomplete',
  'trailing-data': 'data follows the gzip member',
  'too-large': 'the decompressed text is larger than any file that CloudTrail writes',
  'bad-format': 'the content is not a digest file',
  moved: 'the digest file has been moved from its original location',
  'wrong-signature': 'signature verification failed',
  'not-as-linked': 'the next digest file of the chain names another hash or signature for it',
  'wrong-hash': 'the hash value does not match the digest file',
  // missing
  absent: 'a digest file lists it, but it is not in the archive',
  // extra
  'not-listed': 'no digest file of its time lists it',
  'not-in-chain': 'the chain skips it: the digest files before and after it are linked to each other',
  'outside-layout': 'it is outside the layout in which CloudTrail delivers files',
  'future-date': 'its date is in the future',
  'foreign-name': 'digest files of this account and Region have names of another form',
  // unverified
  'no-key': 'public key not found for the fingerprint in the digest file',
  'no-signature':
    'the signature is not available: it is in the metadata of the object and in the next digest file',
  unreadable: 'it could not be read',
  'not-digested': 'no digest file lists files of its folder',
  'beyond-reach': 'it is older than the files that are checked again',
  'new-place': 'files appeared of an account and a Region that had none',
  elsewhere:
    'the trail changed its bucket or prefix: this file and those before it are in a place that is not checked',
  'digest-unverified': 'the digest file that covers it is not verified',
  'digest-invalid': 'the digest file that covers it is invalid',
  'digest-missing': 'the digest file that covers it is missing',
  'no-digest': 'no digest file covers its time',
  'not-yet-digested': 'the digest files that may list it are not delivered yet',
} as const;

/** For reasons that are no longer a delay of the delivery. */
const OVERDUE_REASONS: Readonly<Partial<Record<FileReason, string>>> = {
  'not-yet-digested':
    'the digest files that may list it are not in the archive: they were deleted or not delivered',
};

const GAP_REASONS = {
  restarted: 'the chain restarted: validation or logging was off, or the trail was recreated',
  'digests-missing': 'digest files are missing',
  'not-delivered': 'the chain skips this time: its digest files are linked, but none of them covers it',
  silence: 'no later digest file of the chain is in the archive: they were deleted or not delivered',
  'place-changed': 'the digest files before it are in another bucket or under another prefix',
  'no-digests': 'there are log files, but no digest files',
} as const;

/** The known cause of a gap, in addition to its reason. */
export type GapCause =
  /** A final digest file comes before it: logging was stopped, or the trail was deleted. What came after it until the next chain is not known. */
  | 'stopped'
  /** No final digest file comes before it. */
  | 'no-final'
  /** No time lies between the two chains. */
  | 'at-once';

const GAP_CAUSES: Readonly<Partial<Record<`${GapReason} ${GapCause}`, string>>> = {
  'restarted stopped':
    'a final digest file ends the chain before, and a starting one begins the next: logging was off, or a whole chain between them is gone',
  'restarted no-final':
    'the chain restarted without a final digest file before: validation was turned off, or digest files were deleted',
  'restarted at-once': 'the chain restarted without a gap, as when a trail is recreated',
  'silence stopped': 'the last digest file is a final one: logging was stopped, or the trail was deleted',
};

/** A file that is proven. */
export function validFile(kind: FileFinding['kind'], key: string, sizeBytes: number): FileFinding {
  const message =
    kind === 'digest' ? 'signature and chain are valid' : 'the hash value matches the digest file';
  return { kind, key, status: 'valid', message, sizeBytes };
}

/** A problem of a file, without its place. */
export interface FileProblem {
  readonly status: Exclude<FileStatus, 'valid'>;
  readonly reason: FileReason;
  readonly detail?: string;
  readonly sizeBytes?: number;
  readonly isPending?: true | undefined;
  readonly isKeyless?: true;
  readonly found?: string | undefined;
}

/** A file that is not proven. */
export function problemFile(kind: FileFinding['kind'], key: string, problem: FileProblem): FileFinding {
  const { status, reason, detail, sizeBytes, isPending, isKeyless, found } = problem;
  const text = (isPending === true ? undefined : OVERDUE_REASONS[reason]) ?? FILE_REASONS[reason];
  const message = detail === undefined ? text : `${text}: ${detail}`;
  return {
    ...{ kind, key, status, reason, message },
    ...(sizeBytes === undefined ? {} : { sizeBytes }),
    ...(isPending === undefined ? {} : { isPending }),
    ...(isKeyless === undefined ? {} : { isKeyless }),
    ...(found === undefined ? {} : { found }),
  };
}

/** When a gap is, in milliseconds since 1970; `fromMs` undefined if unknown. */
export interface GapTime {
  readonly fromMs: number | undefined;
  readonly untilMs: number;
  readonly cause?: GapCause | undefined;
  readonly previous?: Required<ObjectPlace>;
}

/** A gap in a chain, or in a folder. */
export function gap(
  key: string,
  reason: GapReason,
  { fromMs, untilMs, cause, previous }: GapTime,
): GapFinding {
  const from = fromMs === undefined ? undefined : toTime(fromMs);
  const until = toTime(untilMs);
  const what = (cause && GAP_CAUSES[`${reason} ${cause}`]) ?? GAP_REASONS[reason];
  const known = { ...(from === undefined ? {} : { from }), ...(cause === undefined ? {} : { cause }) };
  return {
    kind: 'gap',
    key,
    status: 'gap',
    reason,
    message: `${what}: ${stretchOf(from, until)}`,
    ...known,
    until,
    ...(previous === undefined ? {} : { previous }),
  };
}

function stretchOf(from: string | undefined, until: string): string {
  if (from === undefined) return `before ${until}`;
  return from < until ? `between ${from} and ${until}` : `at ${until}`;
}

/** Whether the chains themselves are no sign of a deletion: one ended, or a trail was recreated without a pause. */
export function isBenignGap({ cause }: GapFinding): boolean {
  return cause === 'stopped' || cause === 'at-once';
}

/** A range of time that is checked for the first time, or from a position on. */
interface CheckedRange {
  readonly position?: unknown;
  readonly startMs?: number;
  readonly endMs: number;
}

/** Whether digest files of the range are missing in a gap: the file at which it is seen may come hours after them. */
export function isMissingIn(
  { position, startMs = Number.NEGATIVE_INFINITY, endMs }: CheckedRange,
  { reason, from, until }: GapFinding,
): boolean {
  if (position !== undefined || reason !== 'digests-missing' || from === undefined) return false;
  return Date.parse(from) < endMs && Date.parse(until) - DIGEST_PERIOD_MS > startMs;
}

/** `YYYY-MM-DDTHH:MM:SSZ`. */
export function toTime(timeMs: number): string {
  return new Date(timeMs).toISOString().replace(/\.\d+Z$/, 'Z');
}
