import type { CommandIo } from '../cli/command-io';
import type { ArchiveSource } from './archive-source';
import type { BucketOptions } from './bucket-source';
import { openFolder } from './folder-source';

/** Opens a folder, or `s3://bucket/prefix`. The AWS SDK takes a while to load, and a folder does not need it. */
export async function openArchive(
  path: string,
  options: BucketOptions,
  io: Pick<CommandIo, 'environment' | 'wait'>,
): Promise<ArchiveSource> {
  if (!path.startsWith('s3://')) return openFolder(path, options);
  const { openBucket } = await import('./bucket-source');
  return openBucket(path, options, io);
}
