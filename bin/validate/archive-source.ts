import type { HashArchive, ReadArchive } from '../../lib/core/digest/archive-reader';
import type { PublicKeys } from '../../lib/core/digest/signature/public-keys';
import type { TimeRange } from '../cli/time-range';

/** Where an archive is: a bucket, or a folder with a copy of one. Keys are those of the bucket, in S3's order. */
export interface ArchiveSource {
  /** What people know it by, such as `s3://bucket` or a path. */
  readonly name: string;
  /** Absent where only a copy is at hand. */
  readonly bucket?: string;
  /** Limits the validation to keys with this prefix; empty for everything. */
  readonly scope: string;
  /** The keys, up to the next slash and with it, of what lies below a key that is empty or ends with a slash. */
  subfolders(keyPrefix: string): AsyncIterable<string>;
  /** The same, and the keys of the objects that lie directly below a key that ends with a slash. */
  childrenOf(keyPrefix: string): AsyncIterable<string>;
  /** All keys that begin with the prefix; with `after`, only those behind it. */
  keys(keyPrefix: string, after?: string): AsyncIterable<string>;
  /** The bytes of an object as they come; its first error ends them. */
  open(key: string): AsyncIterable<Uint8Array>;
  readonly read: ReadArchive;
  readonly hash: HashArchive;
  /** The keys with which CloudTrail signed in a Region; absent where it cannot be asked. */
  readonly publicKeys?: (region: string, range: TimeRange) => Promise<PublicKeys>;
  /** How many objects of one account and Region are worth reading at a time. */
  readonly ahead: number;
  /** Lets go of what is held open. */
  close(): Promise<void>;
}
