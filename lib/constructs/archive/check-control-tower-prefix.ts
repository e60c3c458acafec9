import { Token } from 'aws-cdk-lib';
import { warnOf } from '../preflight/report-finding';
import type { ILogArchive } from './log-archive-interface';

/** Warns when files of Control Tower's own trail would be looked for in the wrong place. */
export function checkControlTowerPrefix(archive: ILogArchive): void {
  const { keyPrefix, bucket } = archive;
  if (!isControlTowerBucket(archive) || (keyPrefix !== undefined && Token.isUnresolved(keyPrefix))) return;
  if (/^o-[a-z0-9]{10,32}$/.test(keyPrefix ?? '')) return;
  const found = `keyPrefix is ${keyPrefix === undefined ? 'not set' : `'${keyPrefix}'`} on Control Tower's bucket '${bucket.bucketName}'`;
  warnOf(archive, 'controlTowerPrefix', found);
}

/** Whether Control Tower made the bucket, by its name. @see https://docs.aws.amazon.com/controltower/latest/userguide/logging-and-monitoring.html */
export function isControlTowerBucket({ bucket }: ILogArchive): boolean {
  return /^aws-controltower-logs-/.test(bucket.bucketName);
}
