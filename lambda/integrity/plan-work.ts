import { createHash } from 'node:crypto';
import { archiveFolderOf, keyPrefixOf, ownerOf, parseDigestKey } from '../../lib/core/digest/archive-folder';
import { findArchiveFolders } from '../../lib/core/digest/find-archive-folders';
import { problemFile } from '../../lib/core/digest/finding';
import type { ObjectFolder } from '../../lib/core/record/object-key';
import { INTEGRITY_WORK } from '../../lib/core/settings/message/integrity-work';
import type { Progress } from '../aws/table/progress-item';
import { expectedFolders, type Invocation } from './invocation';
import { strayOf } from './note-change';
import { raiseFindings } from './raise-findings';
import { nameOf, OLD_STATE_MS, rejectState } from './state/folder-state';

const HOUR_MS = 60 * 60 * 1000;

/** Plans come at least every hour: a last one further off than this was not written by a plan. */
const MAX_AHEAD_MS = HOUR_MS;

/** What is younger is left to those who follow the folder. */
const SETTLED_MS = 24 * HOUR_MS;

/** Hours between two sweeps of a folder: with the plan before it and the queue, a change is found within a day. */
const SWEEP_HOURS = 22;

/** So many plans, of half a day at least, find where a trail delivers. */
const SETTLED_PLANS = 24;

/** Under this name the time of the last plan is kept. */
const LAST_PLAN = 'last-plan';

/**
 * Finds every account and Region of the archive, and queues the check of each: those that are met in the archive, those
 * that were ever met, so that one whose objects are all gone is missed, and those where a trail must deliver. Each in its
 * turn is queued to be rechecked, too, all of them once in the given time, and to be swept every 22 hours, both evenly over it.
 */
export async function planWork(invocation: Invocation, atMs: number): Promise<void> {
  const { ports, counts } = invocation;
  const met = new Set<string>();
  for await (const name of ports.listProgress()) if (archiveFolderOf(name) !== undefined) met.add(name);
  const last = await readLastPlan(invocation, { atMs, isFirst: met.size === 0 });
  const lastMs = lastPlanMs(last.text, atMs);
  const known = new Set([...expectedFolders(invocation.settings), ...met]);
  // What is known already does not wait for the search, which in a large archive takes a minute or two.
  await queueWork(invocation, [...known], { met, lastMs, atMs });
  const others = await findOthers(invocation, known);
  // Each plan writes a version. To a new monitor, and to one of a new trail, everything is new. Before they are queued, since a check
  // makes them known: a plan that fails to report them finds them once more.
  if (last.version >= SETTLED_PLANS) await raiseNewPlaces(invocation, others);
  await queueWork(
    invocation,
    others.filter((name) => archiveFolderOf(name) !== undefined),
    { met, lastMs, atMs },
  );
  if (atMs > lastMs) await ports.writeProgress({ ...last, text: String(atMs) });
  counts.add('Plans');
}

/**
 * The last plan. Where it was deleted, or an older one was put back, new places would not be reported for half a day. The first plan
 * writes at once, so that no folder has a state before.
 */
async function readLastPlan(
  invocation: Invocation,
  { atMs, isFirst }: { readonly atMs: number; readonly isFirst: boolean },
): Promise<Progress> {
  const last = await invocation.ports.readProgress(LAST_PLAN);
  const isOld = last.text !== '' && atMs - Number(last.text) > OLD_STATE_MS;
  if (last.isRejected === true || isOld || (last.version === 0 && !isFirst))
    rejectState(invocation, LAST_PLAN);
  if (last.version > 0 || !(await invocation.ports.writeProgress(last))) return last;
  return { ...last, version: 1 };
}

/** The time of the last plan. One that is none, is still to come or was deleted would keep every folder from being rechecked. */
function lastPlanMs(text: string, atMs: number): number {
  const lastMs = text === '' ? Number.NaN : Number(text);
  const isSound = Number.isSafeInteger(lastMs) && lastMs <= atMs + MAX_AHEAD_MS && lastMs >= 0;
  return isSound ? lastMs : atMs - MAX_AHEAD_MS;
}

async function findOthers(
  { ports, settings, outOfTime }: Invocation,
  known: ReadonlySet<string>,
): Promise<readonly string[]> {
  const others: string[] = [];
  const { listFolders } = ports;
  for await (const folder of findArchiveFolders({ scope: settings.root, subfolders: listFolders })) {
    outOfTime.throwIfAborted();
    const name = nameOf(folder);
    if (!known.has(name)) others.push(name);
  }
  return others;
}

async function queueWork(
  { ports, settings }: Invocation,
  folders: readonly string[],
  {
    met,
    lastMs,
    atMs,
  }: { readonly met: ReadonlySet<string>; readonly lastMs: number; readonly atMs: number },
): Promise<void> {
  const untilMs = atMs - SETTLED_MS;
  const fromMs = atMs - settings.recheckReachHours * HOUR_MS;
  // Two sweeps see each change, and the first one after a pause sees what changed during the pause.
  const sinceMs = Math.min(lastMs, atMs - SWEEP_HOURS * HOUR_MS) - (SWEEP_HOURS + 1) * HOUR_MS;
  const bodies = folders.flatMap((folder) => [
    INTEGRITY_WORK.encode({ job: 'follow', folder, plannedAtMs: atMs, isMet: met.has(folder) }),
    ...(fromMs < untilMs && isDue(folder, settings.recheckHours, [lastMs, atMs])
      ? [INTEGRITY_WORK.encode({ job: 'recheck', folder, fromMs, untilMs })]
      : []),
    ...(isDue(`${folder}sweep`, SWEEP_HOURS, [lastMs, atMs])
      ? [INTEGRITY_WORK.encode({ job: 'sweep', folder, fromMs, sinceMs })]
      : []),
  ]);
  await ports.sendMessages(bodies);
}

/** Whether the moment of a name, of which each period has one, lies between the last plan and this one. */
function isDue(name: string, periodHours: number, [lastMs, atMs]: readonly [number, number]): boolean {
  const periodMs = periodHours * HOUR_MS;
  const share = createHash('sha256').update(name).digest().readUInt32BE(0) / 2 ** 32;
  const momentMs = Math.floor((atMs - share * periodMs) / periodMs) * periodMs + share * periodMs;
  return momentMs > Math.max(lastMs, atMs - periodMs);
}

/**
 * Raises an alert for each account and Region that an earlier plan did not find, with the trails that deliver there: a new
 * trail, or a principal that writes a first log file, which no digest file will ever list. If a folder's name is not a Region,
 * no trail delivers there.
 */
async function raiseNewPlaces(invocation: Invocation, folders: readonly string[]): Promise<void> {
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
