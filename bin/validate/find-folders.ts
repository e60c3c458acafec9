import type { ArchiveFolder } from '../../lib/core/digest/archive-folder';
import { findArchiveFolders, LayoutNotFound } from '../../lib/core/digest/find-archive-folders';
import { UserError } from '../cli/user-error';
import type { ArchiveSource } from './archive-source';

/** Which accounts and Regions are asked about; all of them where a list is empty. */
export interface FolderChoice {
  readonly accounts: readonly string[];
  readonly regions: readonly string[];
}

/**
 * The accounts and Regions that an archive holds log or digest files of, in the order of their keys.
 *
 * @throws {@link UserError} if the beginning of CloudTrail's layout is not found
 */
export async function* findFolders(
  source: ArchiveSource,
  choice: FolderChoice,
): AsyncGenerator<ArchiveFolder, void> {
  const { scope } = source;
  const subfolders = (keyPrefix: string) => source.subfolders(keyPrefix);
  try {
    yield* findArchiveFolders({ scope, subfolders, ...choice });
  } catch (error) {
    throw error instanceof LayoutNotFound ? new UserError(`${source.name} ${error.message}`) : error;
  }
}
