import type { CommandIo } from '../command-io';
import { UserError } from '../user-error';
import type { ArchiveSource } from './archive-source';

/** placeholder for compile */
export async function openBucket(
  url: string,
  _signatures: ReadonlyMap<string, string>,
  _environment: CommandIo['environment'],
): Promise<ArchiveSource> {
  throw new UserError(url);
}
