import { archiveFolderOf, keyPrefixOf, parseDigestKey } from '../../lib/core/digest/archive-folder';
import { problemFile } from '../../lib/core/digest/finding';
import { ownerOf } from '../../lib/core/digest/object-time';
import type { ObjectFolder } from '../../lib/core/record/object-key';
import type { Invocation } from './invocation';
import { strayOf } from './note-change';
import { raiseFindings } from './raise-findings';

/**
 * Raises an alert for each account and Region that an earlier plan did not find, with what delivers there: a trail that is new, or
 * someone who writes a first log file, which no digest file will ever list. Where a folder's name is no Region, nobody delivers.
 */
export async function raiseNewPlaces(invocation: Invocation, folders: readonly string[]): Promise<void> {
  for (const name of folders) {
    const folder = archiveFolderOf(name);
    if (folder === undefined) {
      const owner = ownerOf(name);
      if (owner !== undefined) await raiseFindings(invocation, owner, [strayOf(name, undefined)]);
      continue;
    }
    const firstOf = (kind: ObjectFolder) => firstKey(invocation, keyPrefixOf(folder, kind));
    const [log, digest] = await Promise.all([firstOf('CloudTrail'), firstOf('CloudTrail-Digest')]);
    const listed = digest === undefined ? undefined : parseDigestKey(digest);
    const [trail, homeRegion] = listed?.kind === 'chained' ? listed.chain.split(' ') : [];
    const detail = trail === undefined ? 'no digest file' : `trail ${trail} of ${homeRegion}`;
    const problem = { status: 'unverified', reason: 'new-place', detail } as const;
    await raiseFindings(invocation, folder, [problemFile('log', log ?? digest ?? name, problem)]);
  }
}

async function firstKey({ ports }: Invocation, keyPrefix: string): Promise<string | undefined> {
  for await (const key of ports.listKeys(keyPrefix, keyPrefix)) return key;
  return undefined;
}
