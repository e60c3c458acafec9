import { type TrailCoordinates, toKeyStart } from './trail-coordinates';

/** The trails of an archive, and what stands before `AWSLogs/` in its keys. */
export interface DigestedArchive {
  readonly keyPrefix?: string;
  readonly trails: readonly TrailCoordinates[];
}

/**
 * What the keys of the digest files begin with that each trail writes for its owner in its home Region: one every hour, even
 * if nothing happened. Ends with a slash.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-digest-file-structure.html
 */
export function toHomeDigestPrefixes({ keyPrefix, trails }: DigestedArchive): readonly string[] {
  const folders = trails.map(({ organizationId, ownerAccount, homeRegion }) => [
    ...(organizationId === undefined ? [] : [organizationId]),
    ownerAccount,
    'CloudTrail-Digest',
    homeRegion,
  ]);
  return [...new Set(folders.map((names) => `${toKeyStart(keyPrefix)}AWSLogs/${names.join('/')}/`))];
}
