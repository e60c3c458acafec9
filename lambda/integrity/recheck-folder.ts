import { type ArchiveFolder, objectTimeOf } from '../../lib/core/digest/archive-folder';
import { DIGEST_PERIOD_MS, LISTING_DELAY_MS } from '../../lib/core/digest/digest';
import type { FileFinding, Finding } from '../../lib/core/digest/finding';
import { deliveryTimeMs } from '../../lib/core/record/object-key';
import { INTEGRITY_WORK } from '../../lib/core/settings/message/integrity-work';
import { findFormerPlaces, nameMissing } from './chain-gaps';
import { checkSlice, cutSlice, digestKeysBetween, longestSliceMs } from './check-slice';
import { isMissed } from './follow-folder';
import { countFinding, type Invocation } from './invocation';
import { ON_TIME_MS } from './note-change';
import { raiseFindings, raiseOpenFindings } from './raise-findings';
import { nameOf, readState } from './state/folder-state';

const MINUTE_MS = 60 * 1000;
const HOUR_MS = 60 * MINUTE_MS;

/** Digest files this long before and after a range are read as context. */
const CONTEXT_MS = 4 * HOUR_MS;

/** The maximum delay of SQS. */
const WAIT_SECONDS = 900;

/** The request to check a range of a folder again. */
export interface RecheckRequest {
  readonly folder: ArchiveFolder;
  readonly fromMs: number;
  readonly untilMs: number;
  readonly maxLogFiles: number;
  /** Since when the result has been waiting for digest files that may list what was delivered late. */
  readonly waitingSinceMs?: number;
}

/**
 * Checks what a folder holds of a range of time as if it had never been checked, and queues what is left of the range
 * when there is much. Nothing is kept but the message: what happens twice, finds its alerts claimed.
 */
export async function recheckFolder(invocation: Invocation, request: RecheckRequest): Promise<void> {
  const { ports, counts } = invocation;
  const { folder, untilMs } = request;
  const maxMs = longestSliceMs(request.maxLogFiles);
  const slice = await cutSlice(ports, folder, { ...request, minMs: HOUR_MS, maxMs });
  const startMs = slice.fromMs;
  const endMs = slice.untilMs;
  const { findings } = await checkSlice(invocation, {
    ...{ folder, startMs, endMs, nowMs: ports.nowMs(), logKeys: slice.logKeys },
    digestKeys: () => digestKeysBetween(ports, folder, [startMs - CONTEXT_MS, endMs + CONTEXT_MS]),
  });
  const nowMs = ports.nowMs();
  const { waitingSinceMs } = request;
  const found = await settleFreshDigests(invocation, { folder, findings, waitingSinceMs });
  const settled = await settleLateDeliveries(invocation, {
    folder,
    waitingSinceMs,
    findings: found.findings,
  });
  const own = await leaveToFollow(invocation, folder, settled.findings);
  const reported = await nameMissing(
    invocation,
    own.filter((finding) => isReportedByRecheck(finding, nowMs)),
  );
  await raiseOpenFindings(invocation, folder, reported);
  await raiseFindings(invocation, folder, await findFormerPlaces(invocation, findings));
  const isDropped = settled.findings.some((finding) => isAwaited(finding, nowMs));
  if (found.isWaiting || settled.isWaiting || isDropped)
    await waitFor(invocation, { ...request, fromMs: startMs, untilMs: endMs });
  if (endMs < untilMs) {
    const rest = { job: 'recheck', folder: nameOf(folder), fromMs: endMs, untilMs } as const;
    await ports.sendMessage(INTEGRITY_WORK.encode(rest), 0);
  }
  for (const finding of reported) countFinding(counts, finding);
}

/** Has the same range checked once more, when digest files may have come. */
async function waitFor(
  { ports }: Invocation,
  { folder, fromMs, untilMs, waitingSinceMs = ports.nowMs() }: RecheckRequest,
): Promise<void> {
  const same = { job: 'recheck', folder: nameOf(folder), fromMs, untilMs } as const;
  await ports.sendMessage(INTEGRITY_WORK.encode({ ...same, waitingSinceMs }), WAIT_SECONDS);
}

/** A digest file that may still come late: follow knows it already, and will not look for it again. */
function isAwaited({ kind, key, status }: Finding, nowMs: number): boolean {
  return kind === 'digest' && status === 'missing' && !isMissed(key, nowMs);
}

/** Silence and new beginnings are known to who follows the folder; and a digest file may still come late. */
function isReportedByRecheck(finding: Finding, nowMs: number): boolean {
  if (finding.kind === 'gap') return finding.reason === 'digests-missing' && isMissed(finding.key, nowMs);
  return finding.kind === 'log' || finding.status !== 'missing' || isMissed(finding.key, nowMs);
}

/**
 * Takes out of the findings the log files that are still to be listed, and that the folder is followed for: a check that continues
 * knows the newest digest file of a chain also after it was changed, and what is due since.
 */
async function leaveToFollow(
  { ports }: Invocation,
  folder: ArchiveFolder,
  findings: readonly Finding[],
): Promise<readonly Finding[]> {
  if (!findings.some(isToBeListed)) return findings;
  const { logsUntilMs } = (await readState(ports, folder)).state.position;
  return findings.filter(
    (finding) => !isToBeListed(finding) || (deliveryTimeMs(finding.key) ?? 0) + MINUTE_MS <= logsUntilMs,
  );
}

function isToBeListed({ kind, reason }: Finding): boolean {
  return kind === 'log' && reason === 'not-yet-digested';
}

/** What became of the findings of a recheck. */
interface SettledFindings {
  readonly findings: readonly Finding[];
  /** Whether some wait for digest files that are still to come. */
  readonly isWaiting: boolean;
}

/** What is asked about. */
interface LateSearch {
  readonly folder: ArchiveFolder;
  readonly findings: readonly Finding[];
  /** Since when the result has been waiting; undefined at the first try. */
  readonly waitingSinceMs: number | undefined;
}

/**
 * Takes out of the findings the log files that are missing behind a digest file that has just come: CloudTrail may deliver it before
 * them, so that they are looked for a second time, however soon a change of the hour has it rechecked.
 */
async function settleFreshDigests(
  invocation: Invocation,
  { findings, waitingSinceMs }: LateSearch,
): Promise<SettledFindings> {
  const { ports, settings } = invocation;
  const nowMs = ports.nowMs();
  if (nowMs - (waitingSinceMs ?? nowMs) >= MAX_WAIT_MS) return { findings, isWaiting: false };
  const fresh = new Map<string, Promise<boolean>>();
  const kept: Finding[] = [];
  let digestKey = '';
  for (const finding of findings) {
    if (finding.kind === 'digest') digestKey = finding.key;
    const isMissing = finding.kind === 'log' && finding.status === 'missing';
    const isAsked = fresh.size < MAX_HOURS || !isMissed(digestKey, nowMs);
    if (isMissing && isAsked && !fresh.has(digestKey)) {
      const isFresh = (arrivedMs: number) => nowMs - arrivedMs < settings.secondLookSeconds * 1000;
      fresh.set(digestKey, arrivalOf(invocation, digestKey).then(isFresh));
    }
    if (!isMissing || (await fresh.get(digestKey)) !== true) kept.push(finding);
  }
  return { findings: kept, isWaiting: kept.length < findings.length };
}

/** The digest file that lists a file is there so long after the file. */
const LISTED_AFTER_MS = DIGEST_PERIOD_MS + LISTING_DELAY_MS + HOUR_MS;

/** For a file that is written anew again and again, and that arrived later than this after the wait began, no more is waited. */
const MAX_WAIT_MS = 4 * HOUR_MS;

/** The digest files of more hours of arrival are not searched: so many late deliveries are no redelivery. */
const MAX_HOURS = 24;

/**
 * Takes out of the findings the log files that CloudTrail delivered late: it tries for 30 days, and the digest file of the
 * hour in which such a file arrives lists it. The time of arrival is that of the oldest version, by the clock of S3.
 */
async function settleLateDeliveries(
  invocation: Invocation,
  { folder, findings, waitingSinceMs }: LateSearch,
): Promise<SettledFindings> {
  const nowMs = invocation.ports.nowMs();
  const lastArrivalMs = (waitingSinceMs ?? nowMs) + MAX_WAIT_MS;
  const listings = new Map<number, Promise<ReadonlySet<string>>>();
  const kept: Finding[] = [];
  let isWaiting = false;
  for (const finding of findings) {
    const arrivedMs = isUnlisted(finding) ? await lateArrivalOf(invocation, finding) : undefined;
    if (arrivedMs === undefined) kept.push(finding);
    else if (nowMs < Math.min(arrivedMs, lastArrivalMs) + LISTED_AFTER_MS) isWaiting = true;
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

/** When the oldest version of a file arrived; 0 if it has none. */
async function arrivalOf({ ports }: Invocation, key: string): Promise<number> {
  let arrivedMs = 0;
  for await (const version of ports.listVersions(key)) {
    if (version.key !== key) break;
    if (!version.isDeleteMarker) arrivedMs = Math.min(arrivedMs || version.writtenMs, version.writtenMs);
  }
  return arrivedMs;
}

/** When the file arrived, if that was long after the time in its key. */
async function lateArrivalOf(invocation: Invocation, { key }: FileFinding): Promise<number | undefined> {
  const arrivedMs = await arrivalOf(invocation, key);
  const dueMs = objectTimeOf(key)?.dueMs ?? Number.POSITIVE_INFINITY;
  return arrivedMs > dueMs + ON_TIME_MS ? arrivedMs : undefined;
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
