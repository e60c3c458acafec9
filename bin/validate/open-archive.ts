import type { CommandIo } from '../cli/command-io';
import type { ArchiveSource } from './archive-source';
import { type BucketOptions, openBucket } from './bucket-source';
import { openFolder } from './folder-source';

/** Opens a folder, or `s3://bucket/prefix`. */
export function openArchive(
  path: string,
  options: BucketOptions,
  io: Pick<CommandIo, 'environment' | 'wait'>,
): Promise<ArchiveSource> {
  return path.startsWith('s3://') ? openBucket(path, options, io) : openFolder(path, options.signatures);
}
