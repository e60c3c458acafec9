import { type Duration, Token } from 'aws-cdk-lib';
import type { IBucket, LifecycleRule, ObjectLockRetention } from 'aws-cdk-lib/aws-s3';
import { isTrailAmong, type TrailIdentity } from '../identity/trail-identity';
import { warnOf } from '../preflight/report-finding';
import type { ILogArchive } from './log-archive-interface';
import type { ITrailKey } from './trail-key-interface';

/** Throws if a trail that delivers to an archive cannot use the archive's key. */
export function checkKeyTrusts(key: ITrailKey, trails: readonly TrailIdentity[]): void {
  for (const trail of trails) {
    if (isTrailAmong(trail, key.trails)) continue;
    throw new Error(
      `encryptionKey '${key.node.path}' does not trust the trail '${trail.trailName}'; ` +
        "give the key the same 'trails' as the archive",
    );
  }
}

/** Throws if S3 cannot use the archive's key, because bucket and key are in different Regions. */
export function checkKeyRegion({ key, node }: ITrailKey, bucket: IBucket): void {
  const [keyRegion, bucketRegion] = [key.env.region, bucket.env.region];
  if (keyRegion === bucketRegion || Token.isUnresolved(keyRegion) || Token.isUnresolved(bucketRegion)) return;
  throw new Error(
    `encryptionKey '${node.path}' is in '${keyRegion}', the archive's bucket in '${bucketRegion}'; ` +
      'S3 requires a key in the bucket Region',
  );
}

/** Warns if the prefix does not match the location of the files of Control Tower's own trail. */
export function checkControlTowerPrefix(archive: ILogArchive): void {
  const { keyPrefix, bucket } = archive;
  if (!isControlTowerBucket(archive) || (keyPrefix !== undefined && Token.isUnresolved(keyPrefix))) return;
  if (/^o-[a-z0-9]{10,32}$/.test(keyPrefix ?? '')) return;
  const found = `keyPrefix is ${keyPrefix === undefined ? 'not set' : `'${keyPrefix}'`} on Control Tower's bucket '${bucket.bucketName}'`;
  warnOf(archive, 'controlTowerPrefix', found);
}

/**
 * Whether Control Tower created the bucket, by its name: landing zone 4.0 gives a new bucket another one. @see
 * https://docs.aws.amazon.com/controltower/latest/userguide/logging-and-monitoring.html
 */
export function isControlTowerBucket({ bucket }: ILogArchive): boolean {
  return /^aws-controltower-(cloudtrail-)?logs-/.test(bucket.bucketName);
}

/**
 * Throws, for all rules at once, if files would expire before their lock does, or transition after they expire. S3 accepts the
 * first and keeps locked files, so the mistake would only show on the bill.
 */
export function checkLifecycle(
  rules: readonly LifecycleRule[],
  objectLock: ObjectLockRetention | undefined,
): void {
  const problems = rules
    .filter(({ enabled }) => enabled ?? true)
    .flatMap((rule, index) => {
      const name = `lifecycleRules '${rule.id ?? index}'`;
      return [...findEarlyExpiry(name, rule, objectLock), ...findLateTransitions(name, rule)];
    });
  if (problems.length > 0) throw new Error(problems.join('\n'));
}

function findEarlyExpiry(
  name: string,
  rule: LifecycleRule,
  objectLock: ObjectLockRetention | undefined,
): string[] {
  if (objectLock === undefined) return [];
  const locked = daysOf(objectLock.duration);
  if (rule.expirationDate !== undefined) {
    return [
      `${name} expires files on a date, when objectLock still keeps the newest for ${locked} days; use expiration instead`,
    ];
  }
  const expires = daysOf(rule.expiration);
  if (expires === undefined || locked === undefined || expires >= locked) return [];
  return [
    `${name} expires files after ${expires} days, but objectLock keeps each for ${locked} days; ` +
      `let them expire after ${locked} days or later`,
  ];
}

/** S3 transitions files only downwards, one class after the other, and not after they expire. */
function findLateTransitions(name: string, { expiration, transitions = [] }: LifecycleRule): string[] {
  const steps = transitions.flatMap(({ storageClass, transitionAfter }) => {
    const days = daysOf(transitionAfter);
    return days === undefined ? [] : [{ what: `moves files to ${storageClass.value}`, days }];
  });
  const end = daysOf(expiration);
  const all = end === undefined ? steps : [...steps, { what: 'expires them', days: end }];
  return all.slice(1).flatMap(({ what, days }, index) => {
    const before = all[index];
    if (before === undefined || before.days < days) return [];
    return [`${name} ${before.what} after ${before.days} days, but ${what} after ${days} days already`];
  });
}

/** Undefined if there is none, or if it is known only at deployment. */
function daysOf(duration: Duration | undefined): number | undefined {
  if (duration === undefined || duration.isUnresolved()) return undefined;
  return duration.toDays({ integral: false });
}
