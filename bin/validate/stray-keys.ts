import { type ArchiveFolder, firstKeyOfDay, keyPrefixOf } from '../../lib/core/digest/archive-folder';
import { type FileFinding, problemFile } from '../../lib/core/digest/finding';
import { MAX_AHEAD_MS } from '../../lib/core/digest/judge-unlisted';
import { type ObjectFolder, parseObjectKey } from '../../lib/core/record/object-key';
import type { TimeRange } from '../cli/time-range';
import type { ArchiveSource } from './archive-source';

/** What is looked for beside the files that digests are about. */
export interface StraySearch {
  readonly source: ArchiveSource;
  readonly folder: ArchiveFolder;
  readonly range: TimeRange;
  readonly nowMs: number;
  /** Keys that the listings of the range met and that do not fit the layout. */
  readonly met: readonly string[];
  /** Keys of log files that digests list, of folders other than `CloudTrail`. */
  readonly listed: ReadonlySet<string>;
}

const DAY_MS = 24 * 60 * 60 * 1000;
const DIGESTED: readonly ObjectFolder[] = ['CloudTrail', 'CloudTrail-Digest'];
/** Nothing documents that digest files list the files of these. */
const UNDOCUMENTED: readonly ObjectFolder[] = [
  'CloudTrail-Insight',
  'CloudTrail-NetworkActivity',
  'CloudTrail-Aggregated',
];

/**
 * Objects of an account and Region that a search of the archive would read, and for which no digest file answers: beside
 * CloudTrail's layout, dated in the future, or in a folder whose files no digest lists.
 */
export async function* findStrays(search: StraySearch): AsyncGenerator<FileFinding, void> {
  const seen = new Set<string>();
  for await (const finding of allStrays(search)) {
    if (!seen.has(finding.key) && !finding.key.endsWith('/')) yield finding;
    seen.add(finding.key);
  }
}

async function* allStrays(search: StraySearch): AsyncGenerator<FileFinding, void> {
  for (const key of search.met) yield strayOf(key);
  for (const kind of DIGESTED) {
    yield* outsideDays(search, keyPrefixOf(search.folder, kind));
    yield* inTheFuture(search, keyPrefixOf(search.folder, kind));
  }
  for (const kind of UNDOCUMENTED) yield* undigested(search, kind);
}

function strayOf(key: string): FileFinding {
  const kind = key.includes('/CloudTrail-Digest/') ? 'digest' : 'log';
  return problemFile(kind, key, { status: 'extra', reason: 'outside-layout' });
}

/** What lies above the days, level by level: the Region, the years of the range, and their months. */
async function* outsideDays(search: StraySearch, root: string): AsyncGenerator<FileFinding, void> {
  yield* strangersIn(search, root, /^\d{4}$/);
  for await (const year of search.source.subfolders(root)) {
    if (!isNear(search.range, year, root)) continue;
    yield* strangersIn(search, year, /^(?:0[1-9]|1[0-2])$/);
    for await (const month of search.source.subfolders(year)) {
      if (isNear(search.range, month, root)) yield* strangersIn(search, month, /^(?:0[1-9]|[12]\d|3[01])$/);
    }
  }
}

async function* strangersIn(
  { source }: StraySearch,
  parent: string,
  expected: RegExp,
): AsyncGenerator<FileFinding, void> {
  for await (const key of source.objectsIn(parent)) yield strayOf(key);
  for await (const folder of source.subfolders(parent)) {
    const name = folder.slice(parent.length, -1);
    if (expected.test(name) && isCalendarPath(folder)) continue;
    for await (const key of source.keys(folder)) yield strayOf(key);
  }
}

/** Whether a folder may be a year, a month, or a day that the calendar has. */
function isCalendarPath(folder: string): boolean {
  const [, day] = /\/(\d{4}\/\d\d\/\d\d)\/$/.exec(folder) ?? [];
  if (day === undefined) return true;
  const date = day.replaceAll('/', '-');
  return new Date(`${date}T00:00:00Z`).toJSON()?.startsWith(date) === true;
}

/** Whether the range touches a year, or a month. */
function isNear({ startMs = 0, endMs }: TimeRange, folder: string, root: string): boolean {
  const name = folder.slice(root.length, -1);
  if (!/^\d{4}(?:\/\d\d)?$/.test(name)) return false;
  const nameOf = (timeMs: number) =>
    new Date(timeMs).toISOString().slice(0, name.length).replaceAll('-', '/');
  return name >= nameOf(startMs) && name <= nameOf(endMs);
}

async function* inTheFuture({ source, nowMs }: StraySearch, root: string): AsyncGenerator<FileFinding, void> {
  const kind = root.includes('/CloudTrail-Digest/') ? 'digest' : 'log';
  for await (const key of source.keys(root, `${firstKeyOfDay(root, nowMs + MAX_AHEAD_MS + DAY_MS)}`)) {
    if (parseObjectKey(key) === undefined) yield strayOf(key);
    else yield problemFile(kind, key, { status: 'extra', reason: 'future-date' });
  }
}

async function* undigested(search: StraySearch, kind: ObjectFolder): AsyncGenerator<FileFinding, void> {
  const { source, folder, range, listed } = search;
  const root = keyPrefixOf(folder, kind);
  const after = range.startMs === undefined ? undefined : firstKeyOfDay(root, range.startMs);
  const isDigested = [...listed].some((key) => key.startsWith(root));
  for await (const key of source.keys(root, after)) {
    if (key >= firstKeyOfDay(root, range.endMs + DAY_MS) && parseObjectKey(key) !== undefined) return;
    if (listed.has(key)) continue;
    if (parseObjectKey(key) === undefined) yield strayOf(key);
    else if (isDigested) yield problemFile('log', key, { status: 'extra', reason: 'not-listed' });
    else yield problemFile('log', key, { status: 'unverified', reason: 'not-digested' });
  }
}
