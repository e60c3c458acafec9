import { type ArchiveFolder, archiveFolderOf } from '../../lib/core/digest/archive-folder';
import { type FileFinding, type Finding, problemFile } from '../../lib/core/digest/finding';
import type { Invocation } from './invocation';
import { nameOf } from './state/folder-state';

/**
 * The places that chains come from and that no plan finds: another bucket, or a prefix that the monitor never had. What is there is
 * not checked, which is reported: of each place, its last digest file.
 */
export async function findFormerPlaces(
  { ports, settings }: Invocation,
  findings: readonly Finding[],
): Promise<readonly (FileFinding & { readonly bucket: string })[]> {
  const found: (FileFinding & { readonly bucket: string })[] = [];
  const proven = new Set(findings.filter(({ status }) => status === 'valid').map(({ key }) => key));
  for (const finding of findings) {
    const previous = finding.kind === 'gap' ? finding.previous : undefined;
    // Anyone may write a digest file that names a bucket.
    if (previous === undefined || !proven.has(finding.key)) continue;
    const { bucket, key } = previous;
    const folder = archiveFolderOf(key);
    const isHere = bucket === settings.bucketName && folder !== undefined;
    const isPlanned =
      isHere && (rootOf(folder) === settings.root || (await ports.readProgress(nameOf(folder))).version > 0);
    if (!isPlanned)
      found.push({ ...problemFile('digest', key, { status: 'unverified', reason: 'elsewhere' }), bucket });
  }
  return found;
}

/** The prefix may itself begin with that of the archive, where no plan looks for folders. */
function rootOf({ prefix }: ArchiveFolder): string {
  return prefix === undefined ? 'AWSLogs/' : `${prefix}/AWSLogs/`;
}
