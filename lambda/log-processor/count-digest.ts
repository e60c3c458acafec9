import { parseDigest } from '../../lib/core/digest/parse-digest';
import { unpackDigest } from '../../lib/core/digest/single-member';
import { toEventTime } from '../../lib/core/record/to-event-time';
import type { ObjectAddress } from '../aws/read-object';
import type { Invocation } from './invocation';

/**
 * Counts a digest file of a folder that CloudTrail writes every hour, and the log files of this archive that it lists: files
 * were delivered, and must have been searched, which the daily summary says. Nothing is concluded from it but that, so its signature is left to the
 * integrity monitor.
 */
export async function countDigest(
  { counts, ports, outOfTime, settings: { bucketName, root } }: Invocation,
  { bucket, key, versionId }: ObjectAddress,
): Promise<void> {
  const unpacked = await unpackDigest(ports.readObject({ bucket, key, versionId }, outOfTime));
  if (unpacked.kind === 'problem') throw new Error(`the digest file ${key} is damaged: ${unpacked.reason}`);
  const parsed = parseDigest(unpacked.text);
  if (parsed.kind === 'problem') throw new Error(`${key} is no digest file: ${parsed.problem}`);
  const listed = parsed.digest.logs.filter((log) => log.bucket === bucketName && log.key.startsWith(root));
  await ports.noteSearched(toEventTime(parsed.digest.endTimeMs));
  counts.add('Digests', 1);
  counts.add('FilesListed', listed.length);
}

/** Whether the object is a digest file of a folder whose digest files are counted. */
export function isCountedDigest(
  { settings: { bucketName, digestFolders } }: Pick<Invocation, 'settings'>,
  { bucket, key }: ObjectAddress,
): boolean {
  return bucket === bucketName && digestFolders.split(',').some((folder) => key.startsWith(folder));
}
