import { hasDueTime } from '../../lib/core/delivery/register/register';
import {
  type ArchiveFolder,
  keyPrefixOf,
  objectTimeOf,
  parseDigestKey,
} from '../../lib/core/digest/archive-folder';
import { DIGEST_PERIOD_MS, MISSING_AFTER_MS, parseDigest } from '../../lib/core/digest/digest';
import { type Finding, type GapFinding, gap, problemFile } from '../../lib/core/digest/finding';
import { type FolderPosition, listDigestsFrom } from '../../lib/core/digest/folder-position';
import { unpackDigest } from '../../lib/core/digest/single-member';
import { deliveryTimeMs } from '../../lib/core/record/object-key';
import { INTEGRITY_WORK } from '../../lib/core/settings/message/integrity-work';
import { findFormerPlaces } from './chain-gaps';
import {
  checkSlice,
  cutSlice,
  digestKeysBetween,
  longestSliceMs,
  type Slice,
  type SliceResult,
} from './check-slice';
import { countFinding, type Invocation } from './invocation';
import { raiseFindings, raiseOpenFindings } from './raise-findings';
import {
  FIRST_REACH_MS,
  type FolderState,
  nameOf,
  OLD_STATE_MS,
  type ReadState,
  readState,
  rejectState,
  writeState,
} from './state/folder-state';

/** Input for detecting silence, beside the findings. */
interface SilenceClues {
  readonly folder: ArchiveFolder;
  readonly metMs: number;
  /** Whether a trail must deliver there, whatever happens. */
  readonly isExpected: boolean;
}

/** A digest file that covers less than this was cut short. */
const WHOLE_PERIOD_MS = DIGEST_PERIOD_MS - 60 * 1000;

/** A silence, and whether CloudTrail itself seems to have ended the chain. */
type Silence = GapFinding & { readonly isStopped?: boolean };

/** A new trail's first digest file comes an hour after its first log file, and may be late. */
const FIRST_DIGEST_MS = 3 * 60 * 60 * 1000;

const HOUR_MS = 60 * 60 * 1000;

/** A position advances by the time less the hour within which a log file must be listed. */
const MIN_SLICE_MS = 4 * HOUR_MS;

/** Of a silent chain, a position advances by the time less the day for which it is waited for. */
const MIN_MAX_SLICE_MS = 48 * HOUR_MS;

/** The request to check what is new in a folder. */
export interface FollowRequest {
  readonly folder: ArchiveFolder;
  readonly plannedAtMs: number;
  /** Whether it had a state when it was planned. */
  readonly isMet: boolean;
  /** Whether a trail must deliver there, whatever happens. */
  readonly isExpected: boolean;
  readonly maxLogFiles: number;
}

/**
 * Checks what came into a folder since the last time, raises what was found, and then writes down how far it came:
 *
 *     read state ── cut ── check ── raise ── write state unless it changed ── queue the rest, if any
 *
 * An invocation that dies in between leaves the state as it was; the retry finds the same, and its alerts are claimed. Of
 * two handlers on one folder, the second to write discards its result. A slice before the last is checked as it would
 * have been at its end, so that a long archive is followed in steps.
 */
export async function followFolder(invocation: Invocation, request: FollowRequest): Promise<void> {
  const { ports, log, counts } = invocation;
  const { folder, plannedAtMs } = request;
  const read = await readState(ports, folder);
  if (read.state.checkedAtMs >= plannedAtMs) return;
  const nowMs = ports.nowMs();
  const { result: checked, isLast } = await checkNext(invocation, read.state, { ...request, nowMs });
  const result = { ...checked, findings: checked.findings.filter((one) => isDue(invocation, folder, one)) };
  await raiseAll(invocation, request, { ...read, result, isLast });
  if (isChanged(read, request)) rejectState(invocation, nameOf(folder));
  const checkedAtMs = isLast ? nowMs : read.state.checkedAtMs;
  const state = { ...read.state, position: result.position, checkedAtMs };
  if (!(await writeState(ports, folder, { ...read, state }))) {
    log.info('another handler has already checked the folder', { folder: nameOf(folder) });
    return;
  }
  for (const finding of result.findings) countFinding(counts, finding);
  if (isLast) {
    recordLag(invocation, result.position, nowMs);
    return;
  }
  const leftHours = Math.ceil((nowMs - result.position.logsUntilMs) / HOUR_MS);
  log.info('the rest of the folder is checked next', { folder: nameOf(folder), leftHours });
  const rest = { job: 'follow', folder: nameOf(folder), plannedAtMs, isMet: true } as const;
  await ports.sendMessage(INTEGRITY_WORK.encode(rest), 0);
}

/**
 * Whether another principal changed, restored or deleted the state. Repeated before each slice, this would keep the check from ever reaching
 * the newest digest file. A check that fails does not count as such a change.
 */
function isChanged(
  { state, version, isRejected }: ReadState,
  { plannedAtMs, isMet }: FollowRequest,
): boolean {
  const isOld = plannedAtMs - (state.writtenMs ?? plannedAtMs) > OLD_STATE_MS;
  return isRejected === true || isOld || (isMet && version === 0);
}

/**
 * Checks the next slice. Of one that ends before a silent chain is waited for no longer, the position would not advance: it is made
 * longer until it does, whatever it holds.
 */
async function checkNext(
  invocation: Invocation,
  state: FolderState,
  { folder, nowMs, maxLogFiles }: FollowRequest & { readonly nowMs: number },
): Promise<Pick<Checked, 'result' | 'isLast'>> {
  const fromMs = state.position.logsUntilMs;
  for (let minMs = MIN_SLICE_MS; ; minMs *= 2) {
    const maxMs = Math.max(MIN_MAX_SLICE_MS, longestSliceMs(maxLogFiles), minMs);
    const limits = { fromMs, untilMs: nowMs, maxLogFiles, minMs, maxMs };
    const slice = await cutSlice(invocation.ports, folder, limits);
    const isLast = slice.untilMs === nowMs;
    const result = await check(invocation, folder, state, slice);
    if (isLast || result.position.logsUntilMs > fromMs) return { result, isLast };
  }
}

function check(
  invocation: Invocation,
  folder: ArchiveFolder,
  { position, metMs }: FolderState,
  { untilMs, logKeys }: Slice,
): Promise<SliceResult> {
  return checkSlice(invocation, {
    ...{ folder, position, logKeys, startMs: metMs - FIRST_REACH_MS, endMs: untilMs, nowMs: untilMs },
    digestKeys: () => digestKeysBetween(invocation.ports, folder, [listDigestsFrom(position), untilMs]),
  });
}

interface Checked extends ReadState {
  readonly result: SliceResult;
  readonly isLast: boolean;
}

/** A missing file may still arrive, so it is not reported at once; silence needs the last slice. */
async function raiseAll(
  invocation: Invocation,
  { folder, isExpected }: FollowRequest,
  { state, result, isLast }: Checked,
): Promise<void> {
  const { ports } = invocation;
  const nowMs = ports.nowMs();
  await recheckMissingLogs(invocation, folder, result.findings);
  await recheckUndated(invocation, folder, result.findings);
  const missed = findMissingDigests(state, result.position, nowMs);
  const reported = [...result.findings.filter(isReportedAtOnce), ...missed];
  await raiseOpenFindings(invocation, folder, reported);
  await raiseFindings(invocation, folder, await findFormerPlaces(invocation, result.findings));
  if (!isLast) return;
  const clues = { folder, metMs: state.metMs, isExpected };
  await raiseFindings(invocation, folder, await findSilence(invocation, result, clues));
}

function isReportedAtOnce(finding: Finding): boolean {
  if (finding.kind === 'gap') return finding.reason === 'restarted' || finding.reason === 'place-changed';
  return finding.status !== 'missing' && !isUndated(finding);
}

/** Of a file whose name has no time the whole day is asked, of which a check that goes on reads the last hours only. */
function isUndated({ kind, key, status }: Finding): boolean {
  return (
    kind === 'log' &&
    status === 'unverified' &&
    objectTimeOf(key)?.isDigested === true &&
    deliveryTimeMs(key) === undefined
  );
}

/** Queues a recheck of the days of such files: it reads all digest files that may list them. */
async function recheckUndated(
  { ports }: Invocation,
  folder: ArchiveFolder,
  findings: readonly Finding[],
): Promise<void> {
  const days = new Map<number, number>();
  for (const { key } of findings.filter(isUndated)) {
    const { fromMs, untilMs } = objectTimeOf(key) ?? {};
    if (fromMs !== undefined && untilMs !== undefined) days.set(fromMs, untilMs);
  }
  await ports.sendMessages(
    [...days].map(([fromMs, untilMs]) =>
      INTEGRITY_WORK.encode({ job: 'recheck', folder: nameOf(folder), fromMs, untilMs }),
    ),
  );
}

function recordLag({ counts }: Invocation, { chains }: FolderPosition, nowMs: number): void {
  counts.add('Folders');
  const endsMs = Object.values(chains).map(({ key }) => parseDigestKey(key));
  const newestMs = Math.max(...endsMs.map((listed) => (listed?.kind === 'chained' ? listed.endTimeMs : 0)));
  if (newestMs > 0) counts.measure('DigestLag', nowMs - newestMs);
}

/**
 * Queues a recheck of the hours whose log files are missing, since CloudTrail may deliver a digest file before them. The
 * whole hour is rechecked: a file that has since arrived must match its digest.
 */
async function recheckMissingLogs(
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

/** The chains that owe a digest file, and the folder if it owes its first one. */
async function findSilence(
  invocation: Invocation,
  { findings, position }: SliceResult,
  { folder, metMs, isExpected }: SilenceClues,
): Promise<readonly Silence[]> {
  const nowMs = invocation.ports.nowMs();
  const gaps = findings.filter((finding) => finding.kind === 'gap');
  const silent = gaps.filter(({ reason }) => reason === 'silence');
  if (Object.keys(position.chains).length > 0) {
    return Promise.all(silent.map((silence) => withCause(invocation, silence)));
  }
  if (nowMs - metMs <= FIRST_DIGEST_MS) return [];
  const withoutDigests = gaps.filter(({ reason }) => reason === 'no-digests');
  if (withoutDigests.length > 0 || !isExpected) return withoutDigests;
  const silence = gap(keyPrefixOf(folder, 'CloudTrail-Digest'), 'silence', { fromMs: metMs, untilMs: nowMs });
  return isDue(invocation, folder, silence) ? [silence] : [];
}

/** Whether a finding is another than that digest files do not come while the register says that none is due. */
function isDue({ registers }: Invocation, { accountId, region }: ArchiveFolder, finding: Finding): boolean {
  if (finding.kind !== 'gap' || finding.reason !== 'silence') return true;
  const listed = parseDigestKey(finding.key);
  const [trail] = listed?.kind === 'chained' ? listed.chain.split(' ') : [];
  const fromMs = Date.parse(finding.from ?? finding.until);
  const untilMs = Math.max(Date.parse(finding.until), fromMs + 1);
  return hasDueTime(registers, { account: accountId, region, trail }, { fromMs, untilMs });
}

/**
 * After StopLogging, or when a trail is deleted, CloudTrail writes a final digest file, which ends before its hour is
 * over. A chain whose last digest file covers its whole hour was cut off by something else.
 */
async function withCause({ evidence }: Invocation, silence: GapFinding): Promise<Silence> {
  const stored = await evidence.read({ key: silence.key });
  if (stored.kind !== 'stored') return silence;
  const unpacked = await unpackDigest(stored.chunks);
  const parsed = unpacked.kind === 'text' ? parseDigest(unpacked.text) : undefined;
  if (parsed?.kind !== 'digest' || parsed.digest.previous === undefined) return silence;
  const { startTimeMs, endTimeMs } = parsed.digest;
  const isStopped = endTimeMs - startTimeMs < WHOLE_PERIOD_MS;
  return isStopped ? { ...silence, isStopped } : silence;
}

/**
 * The digest files that are missed since the last check: those that are missing, and whose time to come late has since
 * run out. One that comes after all leaves the position, and is checked like any other.
 */
function findMissingDigests(
  { position, checkedAtMs }: FolderState,
  after: FolderPosition,
  nowMs: number,
): readonly Finding[] {
  const wasMissing = new Set(missingIn(position));
  return missingIn(after)
    .filter((key) => isMissed(key, nowMs) && !(wasMissing.has(key) && isMissed(key, checkedAtMs)))
    .map((key) => problemFile('digest', key, { status: 'missing', reason: 'absent' }));
}

/** Whether a digest file that is not there will hardly come late any more. */
export function isMissed(digestKey: string, nowMs: number): boolean {
  const listed = parseDigestKey(digestKey);
  return listed?.kind !== 'chained' || listed.endTimeMs + MISSING_AFTER_MS <= nowMs;
}

function missingIn({ chains }: FolderPosition): readonly string[] {
  return Object.values(chains).flatMap(({ missing }) => missing);
}
