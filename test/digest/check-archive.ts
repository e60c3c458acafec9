import { archiveFolderOf, keyPrefixOf } from '../../lib/core/digest/archive-folder';
import type { ReadArchive } from '../../lib/core/digest/archive-reader';
import { FolderCheck, type FolderCheckProps } from '../../lib/core/digest/check-folder';
import type { Finding } from '../../lib/core/digest/finding';
import { type PublicKeys, parsePublicKeys } from '../../lib/core/digest/signature/public-keys';
import { DEFAULT_PLAN, type SignedArchive } from './signed-archive';

/** What of a check may be said in a test; the rest has defaults. */
export type CheckOptions = Partial<Omit<FolderCheckProps, 'folder' | 'digestKeys' | 'logKeys' | 'read'>> & {
  /** As a folder that was synced from S3: no bucket, no metadata. */
  readonly isFolder?: boolean;
  /** Only this account and Region. */
  readonly only?: string;
};

const MINUTE_MS = 60 * 1000;

/** The public keys of a text that is known to be right. */
export function keysOf(text: string): PublicKeys {
  const parsed = parsePublicKeys(text);
  if (parsed.kind === 'problem') throw new Error(parsed.problem);
  return parsed.keys;
}

/** Checks the archive folder by folder; by default all of it, ten minutes after the last digest was due. */
export async function checkArchive(
  archive: SignedArchive,
  options: CheckOptions = {},
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const check of checksOf(archive, options)) {
    for await (const finding of check.findings()) findings.push(finding);
  }
  return findings;
}

/** One check for each account and Region of the archive. */
export function checksOf(
  archive: SignedArchive,
  options: CheckOptions = {},
  read?: ReadArchive,
): readonly FolderCheck[] {
  const { isFolder = false, only, ...props } = options;
  const endMs = Math.max(...archive.digests.map((digest) => digest.endMs)) + 10 * MINUTE_MS;
  const bucket = isFolder ? undefined : (options.bucket ?? DEFAULT_PLAN.bucket);
  const keys = archive.keys.filter(
    (key) => bucket === undefined || archive.objects.get(key)?.bucket === bucket,
  );
  const folders = new Map(
    keys.flatMap((key) => {
      const folder = archiveFolderOf(key);
      return folder === undefined ? [] : [[keyPrefixOf(folder, 'CloudTrail'), folder] as const];
    }),
  );
  const chosen = [...folders.values()].filter(({ accountId, region }) =>
    `${accountId} ${region}`.startsWith(only ?? ''),
  );
  return chosen.map((folder) => {
    const under = (kind: 'CloudTrail' | 'CloudTrail-Digest') =>
      keys.filter((key) => key.startsWith(keyPrefixOf(folder, kind)));
    return new FolderCheck({
      folder,
      endMs,
      nowMs: endMs,
      keys: keysOf(archive.publicKeys()),
      ahead: 8,
      ...props,
      ...(bucket === undefined ? {} : { bucket }),
      digestKeys: under('CloudTrail-Digest'),
      logKeys: under('CloudTrail'),
      read: read ?? readerOf(archive, bucket),
    });
  });
}

/** Reads from the archive in memory; without a bucket as from a folder, where metadata is lost. */
export function readerOf(archive: SignedArchive, bucket: string | undefined): ReadArchive {
  return async (place) => {
    const object = archive.objects.get(place.key);
    if (object === undefined || (bucket !== undefined && place.bucket !== object.bucket))
      return { kind: 'absent' };
    const signature = bucket === undefined ? undefined : object.metadata.signature;
    return { kind: 'stored', chunks: [object.bytes], ...(signature === undefined ? {} : { signature }) };
  };
}

/** All that is not valid, in short: `status kind reason key`, and for gaps `gap reason from until`. */
export function problemsOf(findings: readonly Finding[]): readonly string[] {
  return findings.flatMap((finding) => {
    if (finding.kind === 'gap') return [`gap ${finding.reason} ${finding.from ?? '-'} ${finding.until}`];
    return finding.status === 'valid'
      ? []
      : [`${finding.status} ${finding.kind} ${finding.reason} ${finding.key}`];
  });
}
