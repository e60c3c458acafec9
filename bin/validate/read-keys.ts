import { PublicKeys, parsePublicKeys } from '../../lib/core/digest/signature/public-keys';
import { readOptionFile, UserError } from '../cli/user-error';

/**
 * The public keys of files that `aws cloudtrail list-public-keys` wrote, all together.
 *
 * @throws {@link UserError} if one cannot be read
 */
export async function readPublicKeys(files: readonly string[]): Promise<PublicKeys> {
  const all = new PublicKeys();
  for (const file of files) {
    const parsed = parsePublicKeys(await readOptionFile(file));
    if (parsed.kind === 'problem') throw new UserError(`${file}: ${parsed.problem}`);
    all.addAll(parsed.keys);
  }
  return all;
}
