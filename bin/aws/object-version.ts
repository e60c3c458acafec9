/** What S3 says of an object: in a listing, and in the answer that has its bytes. */
export interface ObjectMarks {
  /** With its quotation marks. */
  readonly etag: string;
  readonly bytes: number;
  /** The time of its last change, in any form of the time. */
  readonly changed: string;
}

/**
 * A text that is another one for every content of an object: an ETag alone may be an MD5, of which others make a second content. Empty
 * without an ETag.
 */
export function objectVersion({ etag, bytes, changed }: ObjectMarks): string {
  // A header has no milliseconds.
  return etag === '' ? '' : `${etag} ${bytes} ${Math.floor(Date.parse(changed) / 1000)}`;
}
