/** A location in S3 as on the command line. */
export interface BucketPlace {
  readonly bucket: string;
  readonly prefix: string;
}

/** Reads `s3://bucket/prefix`; undefined if the bucket is missing. */
export function parseS3Url(url: string): BucketPlace | undefined {
  const [, bucket, prefix = ''] = /^s3:\/\/([^/]+)(?:\/(.*))?$/s.exec(url) ?? [];
  return bucket === undefined ? undefined : { bucket, prefix };
}

/** Why a URL without a bucket cannot be read. */
export const NO_BUCKET = 'the bucket name is missing; write s3://bucket/prefix';
