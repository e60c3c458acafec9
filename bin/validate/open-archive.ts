import type { CommandIo } from '../command-io';
import type { ArchiveSource } from './archive-source';
import { openBucket } from './bucket-source';
import { openFolder } from './folder-source';

/** Opens a folder, or `s3://bucket/prefix`, with the signatures that were saved beside it. */
export function openArchive(
  path: string,
  signatures: ReadonlyMap<string, string>,
  io: Pick<CommandIo, 'environment'>,
): Promise<ArchiveSource> {
  return path.startsWith('s3://')
    ? openBucket(path, signatures, io.environment)
    : openFolder(path, signatures);
}
