import { type ArchiveFolder, archiveFolderOf } from '../../lib/core/digest/archive-folder';
import { DIGEST_PERIOD_MS } from '../../lib/core/digest/digest';
import {
  type FileFinding,
  type Finding,
  type GapFinding,
  problemFile,
  toTime,
} from '../../lib/core/digest/finding';
import { parseObjectKey, renderObjectKey } from '../../lib/core/record/object-key';
import { dayOf } from '../../lib/core/record/to-event-time';
import type { Invocation } from './invocation';
import { nameOf } from './state/folder-state';

/** The files of a longer gap are not named one by one. */
const MAX_NAMED = 24;

/**
 * Puts the digest files that are missing in the place of their gap: no file that can be read names them, but a chain has one at the
 * same minute of every hour. What was reported of such a file, or will be, is then one with it. A gap of other times stays, and one in
 * which a file is there.
 */
export async function nameMissing(
  invocation: Invocation,
  findings: readonly Finding[],
): Promise<readonly Finding[]> {
  const named = await Promise.all(
    findings.map(async (finding) => {
      if (finding.kind !== 'gap' || finding.reason !== 'digests-missing') return [finding];
      const keys = keysIn(finding);
      return keys.length > 0 && (await areAbsent(invocation, keys))
        ? keys.map((key) => missing(key, finding))
        : [finding];
    }),
  );
  return named.flat();
}

function missing(key: string, { key: seenAt }: GapFinding): Finding {
  const detail = `its name follows from the hours without one before ${seenAt}`;
  return problemFile('digest', key, { status: 'missing', reason: 'absent', detail });
}

/** The digest files of the hours of a gap but the last, whose own is not trusted or is reported itself; none if the hours are not full. */
function keysIn({ key, from, until }: GapFinding): readonly string[] {
  const seenAt = parseObjectKey(key);
  const hours = from === undefined ? 0 : (Date.parse(until) - Date.parse(from)) / DIGEST_PERIOD_MS;
  if (seenAt?.file.kind !== 'digest' || !Number.isInteger(hours) || hours > MAX_NAMED) return [];
  const { file } = seenAt;
  return Array.from({ length: Math.max(hours - 1, 0) }, (_, index) => {
    const endMs = Date.parse(until) - (hours - 1 - index) * DIGEST_PERIOD_MS;
    return renderObjectKey({ ...seenAt, date: dayOf(endMs), file: { ...file, endTime: toTime(endMs) } });
  });
}

async function areAbsent({ evidence }: Invocation, keys: readonly string[]): Promise<boolean> {
  const stored = await Promise.all(keys.map((key) => evidence.read({ key })));
  return stored.every(({ kind }) => kind === 'absent');
}

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
