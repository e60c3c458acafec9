/** A digest file's reference to the one before it in its chain. */
export interface PreviousDigest {
  readonly bucket: string;
  readonly key: string;
  /** SHA-256 of the unpacked text, 64 lower-case hexadecimal digits. */
  readonly hash: string;
  /** RSA signature, hexadecimal, as it is in the digest file: it is part of what is signed. */
  readonly signature: string;
}

/** A digest file's entry for a log file. */
export interface ListedLog {
  readonly bucket: string;
  readonly key: string;
  /** SHA-256 of the unpacked text, 64 lower-case hexadecimal digits. */
  readonly hash: string;
}

/**
 * The content of a digest file, with the hash of its text. Nothing in it may be believed before its signature is verified.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-digest-file-structure.html
 */
export interface Digest {
  readonly accountId: string;
  readonly startTimeMs: number;
  readonly endTimeMs: number;
  /** As it is in the file: it is part of what is signed. */
  readonly endTime: string;
  readonly bucket: string;
  readonly key: string;
  /** Of the public key, 32 lower-case hexadecimal digits. */
  readonly fingerprint: string;
  /** Absent in a starting digest: the first ever, or the first after validation or logging was off. */
  readonly previous?: PreviousDigest;
  /** Empty for an hour without activity. */
  readonly logs: readonly ListedLog[];
  /** SHA-256 of the text that was parsed, 64 lower-case hexadecimal digits. */
  readonly hash: string;
}

/**
 * Whether CloudTrail ended the chain with this digest file: after StopLogging, or when the trail is deleted, it delivers a
 * final one, which is cut short.
 */
export function isFinalDigest({ previous, startTimeMs, endTimeMs }: Digest): boolean {
  return previous !== undefined && endTimeMs - startTimeMs < WHOLE_PERIOD_MS;
}

/** A digest file covers an hour; a starting or a final one less. */
export const DIGEST_PERIOD_MS = 60 * 60 * 1000;

/** CloudTrail's clock for digests drifts; a missing hour is longer than this. */
export const PERIOD_SLACK_MS = 15 * 60 * 1000;

/** So long after its end time a digest file is taken to be under way. */
export const DELIVERY_GRACE_MS = 60 * 60 * 1000;

/** A log file is listed by a digest file of its minute, or by one that ends so much later. */
export const LISTING_DELAY_MS = 60 * 60 * 1000;

/** CloudTrail tries for 30 days to deliver; a digest file may list log files that are this much older. */
export const REDELIVERY_MS = 31 * 24 * 60 * 60 * 1000;

/** A digest file that covers less than this was cut short: it is a starting or a final one. */
const WHOLE_PERIOD_MS = DIGEST_PERIOD_MS - 60 * 1000;

/** Digest files come late, and out of order where CloudTrail delivers again: only so long after its end is one missed. */
export const MISSING_AFTER_MS = 3 * 60 * 60 * 1000;
