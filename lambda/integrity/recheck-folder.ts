import type { ArchiveFolder } from '../../lib/core/digest/archive-folder';
import type { Finding } from '../../lib/core/digest/finding';
import { INTEGRITY_WORK } from '../../lib/core/settings/message/integrity-work';
import { checkSlice, cutSlice, digestKeysBetween } from './check-slice';
import { countFinding, type Invocation } from './invocation';
import { settleLateDeliveries } from './late-deliveries';
import { isMissed } from './missing-digests';
import { raiseFindings } from './raise-findings';
import { nameOf } from './state/folder-state';
import { openFindings } from './state/open-findings';

const HOUR_MS = 60 * 60 * 1000;

/** Digest files this long before and after a range are read as context. */
const CONTEXT_MS = 4 * HOUR_MS;

/** SQS delays a message by so much at most. */
const WAIT_SECONDS = 900;

/** What is asked for: to check once more what a folder holds of a range. */
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
  const slice = await cutSlice(ports, folder, { ...request, minMs: HOUR_MS });
  const startMs = slice.fromMs;
  const endMs = slice.untilMs;
  const { findings } = await checkSlice(invocation, {
    ...{ folder, startMs, endMs, nowMs: ports.nowMs(), logKeys: slice.logKeys },
    digestKeys: () => digestKeysBetween(ports, folder, [startMs - CONTEXT_MS, endMs + CONTEXT_MS]),
  });
  const nowMs = ports.nowMs();
  const { waitingSinceMs } = request;
  const settled = await settleLateDeliveries(invocation, { folder, findings, waitingSinceMs });
  const reported = settled.findings.filter((finding) => isReportedByRecheck(finding, nowMs));
  const open = await openFindings(ports, folder, reported);
  await raiseFindings(invocation, folder, reported, open);
  await open.write();
  const isDropped = settled.findings.some((finding) => isAwaited(finding, nowMs));
  if (settled.isWaiting || isDropped)
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
