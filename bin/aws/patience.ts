import { MAX_TRIES } from '../../lambda/aws/s3/plain/backoff';
import { MAX_SLOW_TRIES, TOO_SLOW } from '../../lambda/aws/s3/plain/http-sender';
import type { S3Error } from '../../lambda/aws/s3/plain/s3-error';
import { failureOf, MAX_UNKNOWN_TRIES } from '../../lib/core/failure/failure';

/** The number of unreadable objects after which S3 is considered to fail permanently. */
export const PATIENT_OBJECTS = 3;

/** The number of attempts per object from then on: with waits of 0.7 seconds in total. */
export const HASTY_TRIES = 4;

/** The number of consecutive successful objects after which S3 is considered available again. */
const RESTORING_OBJECTS = 1_000;

/** There are no retries after this time: ten responses that are never received would take five minutes. */
const MAX_MS = 120_000;
const MAX_HASTY_MS = 10_000;

/** Limits the attempts per object, so that a command ends even if many objects cannot be read. */
export class Patience {
  private lost = 0;
  private inRow = 0;

  /** Whether failed requests are not retried. */
  isOver(error: S3Error, { tries, sinceMs }: { readonly tries: number; readonly sinceMs: number }): boolean {
    const isOver = tries >= this.maxTries(error) || sinceMs >= (this.isHasty ? MAX_HASTY_MS : MAX_MS);
    // An error that no list has is one of the object: S3 may answer for all others.
    if (isOver && failureOf(error).end === 'passing') {
      this.lost += 1;
      this.inRow = 0;
    }
    return isOver;
  }

  /** The number of attempts of a request that fails with this error. */
  maxTries(error: S3Error): number {
    if (failureOf(error).end === 'unknown') return MAX_UNKNOWN_TRIES;
    const maxTries = error.code === TOO_SLOW ? MAX_SLOW_TRIES : MAX_TRIES;
    return Math.min(maxTries, this.isHasty ? HASTY_TRIES : MAX_TRIES);
  }

  private get isHasty(): boolean {
    return this.lost >= PATIENT_OBJECTS;
  }

  /** An object was there. */
  got(): void {
    this.inRow += 1;
    if (this.inRow >= RESTORING_OBJECTS) this.lost = 0;
  }
}
