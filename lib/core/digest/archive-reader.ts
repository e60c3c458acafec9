import type { ByteChunks } from '../record/gzip/byte-source';
import type { TextHash } from './single-member';

/** An object that a digest file names, or that a listing gave. */
export interface ObjectPlace {
  /** Absent for an object that was listed in a folder, where the bucket is not known. */
  readonly bucket?: string;
  readonly key: string;
}

/** The object at a place. */
export type StoredObject =
  | {
      readonly kind: 'stored';
      readonly chunks: ByteChunks;
      /** The value of the user metadata `signature` of a digest file, if the object has it. */
      readonly signature?: string;
      /** Identifies the content of the object, such as its ETag. */
      readonly tag?: string;
    }
  | {
      readonly kind: 'absent';
      /** Why, where more is known than that it is not there; one sentence, lower case, no full stop. */
      readonly problem?: string;
    }
  /** It is there, or may be there, and cannot be read; one sentence, lower case, no full stop. */
  | { readonly kind: 'unreadable'; readonly problem: string };

/**
 * Reads an object of the archive. It decides itself how many reads run at a time, and what a bucket means where there
 * is only a folder. What concerns one object or one bucket is an answer; an error ends the check.
 */
export type ReadArchive = (place: ObjectPlace) => Promise<StoredObject>;

/** The hash of an object's unpacked text, or why there is none. */
export type HashedObject =
  | (TextHash & {
      /** Identifies the content of the object, such as its ETag. */
      readonly tag?: string;
    })
  | Exclude<StoredObject, { kind: 'stored' }>;

/** Reads a log file of the archive and hashes its unpacked text, wherever that is done: it is most of the work. */
export type HashArchive = (place: ObjectPlace) => Promise<HashedObject>;

/** Keys in S3's order, which for CloudTrail's is that of their characters. */
export type SortedKeys = AsyncIterable<string> | Iterable<string>;
