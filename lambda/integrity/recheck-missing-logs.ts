import { type ArchiveFolder, parseDigestKey } from '../../lib/core/digest/archive-folder';
import { DIGEST_PERIOD_MS } from '../../lib/core/digest/digest-period';
import type { Finding } from '../../lib/core/digest/finding';
import { INTEGRITY_WORK } from '../../lib/core/settings/integrity-work';
import { nameOf } from './folder-state';
import type { Invocation } from './invocation';

/**
 * Queues a recheck of the hours whose log files are missing, since CloudTrail may deliver a digest file before them. The
 * whole hour is rechecked: a file that arrived meanwhile must match its digest.
 */
export async function recheckMissingLogs(
  { ports, settings }: Invocation,
  folder: ArchiveFolder,
  findings: readonly Finding[],
): Promise<void> {
  const endsMs = endsOfHoursWithout(findings);
  if (endsMs.length === 0) return;
  const fromMs = Math.min(...endsMs) - DIGEST_PERIOD_MS + 1;
  const untilMs = Math.max(...endsMs);
  const message = INTEGRITY_WORK.encode({ job: 'recheck', folder: nameOf(folder), fromMs, untilMs });
  await ports.sendMessage(message, settings.secondLookSeconds);
}

/** The end times of the digest files behind which a log file is missing: a digest's log files follow it. */
function endsOfHoursWithout(findings: readonly Finding[]): readonly number[] {
  const endsMs = new Set<number>();
  let endMs: number | undefined;
  for (const { kind, key, status } of findings) {
    const listed = kind === 'digest' ? parseDigestKey(key) : undefined;
    if (listed?.kind === 'chained') endMs = listed.endTimeMs;
    if (kind === 'log' && status === 'missing' && endMs !== undefined) endsMs.add(endMs);
  }
  return [...endsMs];
}
