import type { S3Client } from '@aws-sdk/client-s3';
import { putText } from './put-text';
import { readText } from './read-text';

/** Texts in a bucket, by their keys. */
export interface TextStore {
  /** Undefined if there is none. */
  readonly readText: (key: string) => Promise<string | undefined>;
  readonly putText: (key: string, text: string) => Promise<void>;
}

/** The texts of a bucket; one that is longer than `maxBytes` is not read. */
export function textStoreIn(s3: S3Client, bucket: string, maxBytes: number): TextStore {
  return {
    readText: (key) => readText(s3, { bucket, key, maxBytes }),
    putText: (key, text) => putText(s3, { bucket, key }, text),
  };
}
