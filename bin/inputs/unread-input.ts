/** Thrown by an input that cannot be read for a reason that was reported for another one already. */
export class AlreadyReported extends Error {
  override readonly name = 'AlreadyReported';
}
