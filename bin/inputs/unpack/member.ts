/** One file of an archive. Its bytes must be read, or left, before the next member is asked for. */
export interface Member {
  readonly name: string;
  readonly chunks: AsyncIterable<Uint8Array>;
}

/** An archive with more members is no archive of logs, but one made to keep a reader busy. */
export const MAX_MEMBERS = 1_000_000;
