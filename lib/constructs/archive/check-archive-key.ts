import { Token } from 'aws-cdk-lib';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { TrailIdentity } from '../identity/trail-identity';
import { isTrailAmong } from '../identity/trail-identity-match';
import type { ITrailKey } from './trail-key-interface';

/** Throws when a trail that delivers to an archive could not use the archive's key. */
export function checkKeyTrusts(key: ITrailKey, trails: readonly TrailIdentity[]): void {
  for (const trail of trails) {
    if (isTrailAmong(trail, key.trails)) continue;
    throw new Error(
      `encryptionKey '${key.node.path}' does not trust the trail '${trail.trailName}'; ` +
        "give the key the same 'trails' as the archive",
    );
  }
}

/** Throws when S3 could not use the archive's key, because bucket and key are in different Regions. */
export function checkKeyRegion({ key, node }: ITrailKey, bucket: IBucket): void {
  const [keyRegion, bucketRegion] = [key.env.region, bucket.env.region];
  if (keyRegion === bucketRegion || Token.isUnresolved(keyRegion) || Token.isUnresolved(bucketRegion)) return;
  throw new Error(
    `encryptionKey '${node.path}' is in '${keyRegion}', the archive's bucket in '${bucketRegion}'; ` +
      'S3 uses keys of the own Region only',
  );
}
