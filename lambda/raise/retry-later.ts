/**
 * Work that is not finished and needs no attention: the message returns to the queue and is received again. Any other
 * error does the same; this one is expected, and is logged as such.
 */
export class RetryLater extends Error {
  override readonly name = 'RetryLater';
}
