import { readFile } from 'node:fs/promises';
import { PublicKeys, parsePublicKeys } from '../../lib/core/digest/public-keys';
import { parseSavedMetadata } from '../../lib/core/digest/saved-metadata';
import { renderReason, UserError } from '../cli/user-error';

/**
 * The public keys of files that `aws cloudtrail list-public-keys` wrote, all together.
 *
 * @throws {@link UserError} if one cannot be read
 */
export async function readPublicKeys(files: readonly string[]): Promise<PublicKeys> {
  const all = new PublicKeys();
  for (const file of files) {
    const parsed = parsePublicKeys(await readText(file));
    if (parsed.kind === 'problem') throw new UserError(`${file}: ${parsed.problem}`);
    all.addAll(parsed.keys);
  }
  return all;
}

/**
 * The signatures of digest files whose metadata was saved, by their keys.
 *
 * @throws {@link UserError} if the file cannot be read
 */
export async function readSignatures(file: string | undefined): Promise<ReadonlyMap<string, string>> {
  if (file === undefined) return new Map();
  const parsed = parseSavedMetadata(await readText(file));
  if (parsed.kind === 'problem') throw new UserError(`${file}: ${parsed.problem}`);
  return parsed.signatures;
}

async function readText(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: unknown) => {
    throw new UserError(`${file}: ${renderReason(error)}`);
  });
}
