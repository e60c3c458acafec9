import type { Identity } from './request-signature';

/** Credentials, and their expiration. */
export interface ExpiringIdentity extends Identity {
  readonly expiration?: Date | undefined;
}

/** The settings of requests to S3. Each is resolved when it is needed, and may fail then. */
export interface RequestSettings {
  /** The Region to begin with: a bucket may be elsewhere. */
  readonly region: () => Promise<string>;
  readonly credentials: () => Promise<ExpiringIdentity>;
  /** The endpoint of a bucket's objects. */
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

/** The suffix of a Region's endpoint names; undefined if only the SDK can determine it. */
export function suffixOf(region: string): string | undefined {
  return PARTITIONS.find(([regions]) => regions.test(region))?.[1];
}

/** The endpoint of a bucket's objects; undefined if only the SDK can determine it. */
export function bucketEndpoint(bucket: string, region: string): URL | undefined {
  const suffix = suffixOf(region);
  if (suffix === undefined || !isPlainBucket(bucket)) return undefined;
  return new URL(`https://${bucket}.s3.${region}.${suffix}`);
}
