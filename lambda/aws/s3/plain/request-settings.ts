import type { Identity } from './request-signature';

/** Credentials, and until when they hold. */
export interface ExpiringIdentity extends Identity {
  readonly expiration?: Date | undefined;
}

/** What requests to S3 are made from. Each is looked up when it is needed, and may fail then. */
export interface RequestSettings {
  /** The Region to begin with: a bucket may be elsewhere. */
  readonly region: () => Promise<string>;
  readonly credentials: () => Promise<ExpiringIdentity>;
  /** Where the objects of a bucket are. */
  readonly endpointOf: (bucket: string, region: string) => Promise<URL>;
  /** What the user has named the application to AWS. */
  readonly appId: () => Promise<string | undefined>;
}

/** The partitions that have endpoints of one form, and the ends of their host names. */
const PARTITIONS: readonly (readonly [RegExp, string])[] = [
  [/^(?:us|eu|ap|sa|ca|me|af|il|mx)-[a-z]+-\d+$/, 'amazonaws.com'],
  [/^us-gov-[a-z]+-\d+$/, 'amazonaws.com'],
  [/^cn-[a-z]+-\d+$/, 'amazonaws.com.cn'],
];

/** The name of a bucket that can be a part of a host name, with two hyphens or an ending that only special buckets have left out. */
const PLAIN_BUCKET = /^(?!.*(?:--|-s3alias$))[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/;

/** Whether a bucket has an address of the usual form. */
export function isPlainBucket(bucket: string): boolean {
  return PLAIN_BUCKET.test(bucket);
}

/** The end of the names of a Region's endpoints; undefined if only the SDK knows. */
export function suffixOf(region: string): string | undefined {
  return PARTITIONS.find(([regions]) => regions.test(region))?.[1];
}

/** Where the objects of a bucket are; undefined if only the SDK knows. */
export function bucketEndpoint(bucket: string, region: string): URL | undefined {
  const suffix = suffixOf(region);
  if (suffix === undefined || !isPlainBucket(bucket)) return undefined;
  return new URL(`https://${bucket}.s3.${region}.${suffix}`);
}
