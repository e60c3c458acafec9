import { type ArchiveFolder, objectTimeOf } from '../../lib/core/digest/archive-folder';
import { DIGEST_PERIOD_MS, LISTING_DELAY_MS } from '../../lib/core/digest/digest-period';
import type { FileFinding, Finding } from '../../lib/core/digest/finding';
import { checkSlice, digestKeysBetween } from './check-slice';
import type { Invocation } from './invocation';
import { ON_TIME_MS } from './note-change';

/** What became of the findings of a recheck. */
export interface SettledFindings {
  readonly findings: readonly Finding[];
  /** Whether some wait for digest files that are still to come. */
  readonly isWaiting: boolean;
}

/** What is asked about. */
export interface LateSearch {
  readonly folder: ArchiveFolder;
  readonly findings: readonly Finding[];
  /** Since when the result has been waiting; undefined at the first try. */
  readonly waitingSinceMs: number | undefined;
}

const HOUR_MS = 60 * 60 * 1000;

/** The digest file that lists a file is there so long after the file. */
const LISTED_AFTER_MS = DIGEST_PERIOD_MS + LISTING_DELAY_MS + HOUR_MS;

/** A file that is written anew again and again is waited for no longer than this. */
const MAX_WAIT_MS = 4 * HOUR_MS;

/** The digest files of more hours of arrival are not searched: so many late deliveries are no redelivery. */
const MAX_HOURS = 24;

/**
 * Takes out of the findings the log files that CloudTrail delivered late: it tries for 30 days, and the digest file of the
 * hour in which such a file arrives lists it. The time of arrival is that of the oldest version, by the clock of S3.
 */
export async function settleLateDeliveries(
  invocation: Invocation,
  { folder, findings, waitingSinceMs }: LateSearch,
): Promise<SettledFindings> {
  const nowMs = invocation.ports.nowMs();
  const mayWait = nowMs - (waitingSinceMs ?? nowMs) < MAX_WAIT_MS;
  const listings = new Map<number, Promise<ReadonlySet<string>>>();
  const kept: Finding[] = [];
  let isWaiting = false;
  for (const finding of findings) {
    const arrivedMs = isUnlisted(finding) ? await lateArrivalOf(invocation, finding) : undefined;
    if (arrivedMs === undefined) kept.push(finding);
    else if (nowMs < arrivedMs + LISTED_AFTER_MS && mayWait) isWaiting = true;
    else {
      const hour = Math.floor(arrivedMs / HOUR_MS);
      const isSearched = listings.has(hour) || listings.size < MAX_HOURS;
      const listing =
        listings.get(hour) ?? (isSearched ? listedFrom(invocation, folder, hour * HOUR_MS) : none());
      if (isSearched) listings.set(hour, listing);
      if (!(await listing).has(finding.key)) kept.push(finding);
    }
  }
  return { findings: kept, isWaiting };
}

function isUnlisted(finding: Finding): finding is FileFinding {
  return finding.kind === 'log' && finding.reason === 'not-listed';
}

/** When the file arrived, if that was long after the time in its key. */
async function lateArrivalOf({ ports }: Invocation, { key }: FileFinding): Promise<number | undefined> {
  let arrivedMs = Number.POSITIVE_INFINITY;
  for await (const version of ports.listVersions(key)) {
    if (version.key !== key) break;
    if (!version.isDeleteMarker) arrivedMs = Math.min(arrivedMs, version.writtenMs);
  }
  const dueMs = objectTimeOf(key)?.dueMs ?? Number.POSITIVE_INFINITY;
  return Number.isFinite(arrivedMs) && arrivedMs > dueMs + ON_TIME_MS ? arrivedMs : undefined;
}

/** The keys that the valid digest files list of the hours in which a file may be listed that arrived in this hour. */
async function listedFrom(
  invocation: Invocation,
  folder: ArchiveFolder,
  arrivedMs: number,
): Promise<ReadonlySet<string>> {
  const endMs = arrivedMs + HOUR_MS + LISTING_DELAY_MS;
  const { findings } = await checkSlice(invocation, {
    ...{ folder, startMs: arrivedMs, endMs, nowMs: invocation.ports.nowMs(), logKeys: () => [] },
    digestKeys: () =>
      digestKeysBetween(invocation.ports, folder, [arrivedMs - 2 * HOUR_MS, endMs + 2 * HOUR_MS]),
  });
  return new Set(
    findings.filter(({ kind, status }) => kind === 'log' && status === 'valid').map(({ key }) => key),
  );
}

async function none(): Promise<ReadonlySet<string>> {
  return new Set();
}
