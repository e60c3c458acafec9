import {
  type ArchiveFolder,
  firstKeyOfDay,
  keyPrefixOf,
  type ObjectTime,
  objectTimeOf,
} from '../../lib/core/digest/archive-folder';
import { type Finding, problemFile } from '../../lib/core/digest/finding';
import { MAX_AHEAD_MS } from '../../lib/core/digest/judge-unlisted';
import { INTEGRITY_WORK } from '../../lib/core/settings/message/integrity-work';
import type { ObjectVersion } from '../aws/s3/list-objects';
import type { Invocation } from './invocation';
import { ON_TIME_MS, type RecheckedRange, strayOf } from './note-change';
import { raiseFindings } from './raise-findings';
import { nameOf } from './state/folder-state';

/**
 * The request to find versions that were written or deleted since a time, among files that were delivered since another one.
 */
export interface SweepRequest {
  readonly folder: ArchiveFolder;
  readonly fromMs: number;
  readonly sinceMs: number;
  /** The key behind which to go on. */
  readonly after?: string;
  /** A sweep is cut where so many versions are listed. */
  readonly maxVersions: number;
}

/** All versions of one key, newest first. */
interface Versions {
  readonly key: string;
  readonly versions: readonly ObjectVersion[];
}

/** More ranges of one message are joined. */
const MAX_RANGES = 50;

/** More objects outside the layout are left to the next sweep, once these are deleted. */
const MAX_STRAYS = 100;

/** S3 deletes what expires within some days. */
const EXPIRY_SLACK_MS = 14 * 24 * 60 * 60 * 1000;

const KINDS = ['CloudTrail-Digest', 'CloudTrail'] as const;

/**
 * Lists the versions of a folder's files and has the hours of those checked again that were changed: a second version, a
 * delete marker, and what was written long after the time in its key. The times are those of S3. Objects that no digest
 * file can answer for are reported.
 */
export async function sweepFolder(invocation: Invocation, request: SweepRequest): Promise<void> {
  const { ports, counts } = invocation;
  const { folder, maxVersions } = request;
  const changed: ObjectTime[] = [];
  const strays: Finding[] = request.after === undefined ? await unreached(invocation, request) : [];
  let listed = 0;
  let restAfter: string | undefined;
  for await (const { key, versions } of versionsOf(invocation, request)) {
    listed += versions.length;
    const time = objectTimeOf(key);
    const isStray = time === undefined || time.dueMs > ports.nowMs() + MAX_AHEAD_MS + ON_TIME_MS;
    if (isStray && strays.length < MAX_STRAYS && isThere(key, versions)) strays.push(strayOf(key, time));
    if (time !== undefined && isChanged(versions, time, request.sinceMs)) changed.push(time);
    if (listed < maxVersions) continue;
    restAfter = key;
    break;
  }
  counts.add('Versions', listed);
  counts.add('Changes', changed.length);
  // Not by claims, as for events: anyone who may write the table could make them say that a check is queued.
  const ranges = rangesOf(changed, nameOf(folder));
  await ports.sendMessages(ranges.map((range) => INTEGRITY_WORK.encode({ job: 'recheck', ...range })));
  await raiseFindings(invocation, folder, strays);
  if (strays.length >= MAX_STRAYS)
    invocation.log.warn(
      'there may be more objects that no digest file can cover; the next sweep reports them once these are deleted',
      { folder: nameOf(folder), reported: strays.length },
    );
  if (restAfter === undefined) return;
  const { fromMs, sinceMs } = request;
  const rest = { job: 'sweep', folder: nameOf(folder), fromMs, sinceMs, after: restAfter } as const;
  await ports.sendMessage(INTEGRITY_WORK.encode(rest), 0);
}

async function* versionsOf(
  { ports }: Invocation,
  { folder, fromMs, after = '' }: SweepRequest,
): AsyncGenerator<Versions, void> {
  for (const kind of KINDS) {
    const keyPrefix = keyPrefixOf(folder, kind);
    const first = firstKeyOfDay(keyPrefix, fromMs);
    // The folders come in the order of their keys.
    if (after > keyPrefix && !after.startsWith(keyPrefix)) continue;
    yield* byKey(ports.listVersions(keyPrefix, after > first ? after : first));
  }
}

async function* byKey(all: AsyncIterable<ObjectVersion>): AsyncGenerator<Versions, void> {
  let versions: ObjectVersion[] = [];
  for await (const version of all) {
    if (versions[0] !== undefined && versions[0].key !== version.key) {
      yield { key: versions[0].key, versions };
      versions = [];
    }
    versions.push(version);
  }
  if (versions[0] !== undefined) yield { key: versions[0].key, versions };
}

function isThere(key: string, [newest]: readonly ObjectVersion[]): boolean {
  return newest?.isDeleteMarker === false && !key.endsWith('/');
}

/** A file that was delivered on time, once, and never touched, has one version, which is as old as its key says. */
function isChanged(versions: readonly ObjectVersion[], { dueMs }: ObjectTime, sinceMs: number): boolean {
  return versions.some(
    ({ writtenMs, isDeleteMarker }) =>
      writtenMs >= sinceMs && (isDeleteMarker || versions.length > 1 || writtenMs > dueMs + ON_TIME_MS),
  );
}

function rangesOf(changed: readonly ObjectTime[], folder: string): readonly RecheckedRange[] {
  const ranges: { folder: string; fromMs: number; untilMs: number }[] = [];
  for (const { fromMs, untilMs } of [...changed].sort((one, other) => one.fromMs - other.fromMs)) {
    const last = ranges.at(-1);
    if (last === undefined || (fromMs > last.untilMs && ranges.length < MAX_RANGES))
      ranges.push({ folder, fromMs, untilMs });
    else last.untilMs = Math.max(last.untilMs, untilMs);
  }
  return ranges;
}

/** The oldest file that is older than the sweep's reach, and objects outside the layout whose keys come before it. */
async function unreached({ ports }: Invocation, { folder, fromMs }: SweepRequest): Promise<Finding[]> {
  const found: Finding[] = [];
  for (const kind of KINDS) {
    const keyPrefix = keyPrefixOf(folder, kind);
    const first = firstKeyOfDay(keyPrefix, fromMs);
    for await (const key of ports.listKeys(keyPrefix, keyPrefix)) {
      if (key >= first || found.length >= MAX_STRAYS) break;
      const time = objectTimeOf(key);
      if (time === undefined) {
        if (!key.endsWith('/')) found.push(strayOf(key, time));
        continue;
      }
      if (time.dueMs < fromMs - EXPIRY_SLACK_MS)
        found.push(problemFile(time.kind, key, { status: 'unverified', reason: 'beyond-reach' }));
      break;
    }
  }
  return found;
}
