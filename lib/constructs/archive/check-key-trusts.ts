import type { TrailIdentity } from '../trail/trail-identity';
import { isTrailAmong } from '../trail/trail-identity-match';
import type { ITrailKey } from './trail-key';

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
