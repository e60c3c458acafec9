/**
 * Work that is not done and that nobody has to look into: the message goes back to the queue and is tried again.
 * Any other error is one, too; this one is expected, and is logged as such.
 */
export class RetryLater extends Error {
  override readonly name = 'RetryLater';
}
