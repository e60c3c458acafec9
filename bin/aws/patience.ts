import { MAX_TRIES } from '../../lambda/aws/s3/plain/backoff';
import type { S3Error } from '../../lambda/aws/s3/plain/s3-error';
import { MAX_SLOW_TRIES, TOO_SLOW } from '../../lambda/aws/s3/plain/slow-body';

/** After so many objects that could not be read, S3 is taken to fail for good. */
export const PATIENT_OBJECTS = 3;

/** How often an object is asked for from then on: with waits of 0.7 seconds in all. */
export const HASTY_TRIES = 4;

/** After so many objects in a row that were there, it is not. */
const RESTORING_OBJECTS = 1_000;

/** Nothing is asked for again once this time has passed: ten answers that never come would take five minutes. */
const MAX_MS = 120_000;
const MAX_HASTY_MS = 10_000;

/** How often objects are asked for, so that a command ends, however many of them cannot be read. */
export class Patience {
  private lost = 0;
  private inRow = 0;

  /** Whether what failed is not asked for again. */
  isOver(
    { code }: S3Error,
    { tries, sinceMs }: { readonly tries: number; readonly sinceMs: number },
  ): boolean {
    const isHasty = this.lost >= PATIENT_OBJECTS;
    const maxTries = Math.min(
      code === TOO_SLOW ? MAX_SLOW_TRIES : MAX_TRIES,
      isHasty ? HASTY_TRIES : MAX_TRIES,
    );
    const isOver = tries >= maxTries || sinceMs >= (isHasty ? MAX_HASTY_MS : MAX_MS);
    if (isOver) {
      this.lost += 1;
      this.inRow = 0;
    }
    return isOver;
  }

  /** An object was there. */
  got(): void {
    this.inRow += 1;
    if (this.inRow >= RESTORING_OBJECTS) this.lost = 0;
  }
}
