import { type ArchiveFolder, firstKeyOfDay, keyPrefixOf } from '../../../lib/core/digest/archive-folder';
import { type FileFinding, problemFile } from '../../../lib/core/digest/finding';
import { MAX_AHEAD_MS } from '../../../lib/core/digest/judge-unlisted';
import { type ObjectFolder, parseObjectKey } from '../../../lib/core/record/object-key';
import type { TimeRange } from '../../cli/time-range';
import { type ArchiveSource, startedEarly } from '../archive-source';

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
const YEAR = /^\d{4}$/;
const MONTH = /^(?:0[1-9]|1[0-2])$/;
const DAY = /^(?:0[1-9]|[12]\d|3[01])$/;
/** Nothing documents that digest files list the files of these. */
const UNDOCUMENTED: readonly ObjectFolder[] = [
  'CloudTrail-Insight',
  'CloudTrail-NetworkActivity',
  'CloudTrail-Aggregated',
];

/**
 * Objects of an account and Region that a search of the archive would read, and for which no digest file answers: beside
 * CloudTrail's layout, dated in the future, or in a folder whose files no digest lists.
 *
 * Listing begins with the call. The findings are to be taken once `met` and `listed` are complete.
 */
export function findStrays(search: StraySearch): AsyncGenerator<FileFinding, void> {
  const outside = DIGESTED.map((kind) => keyPrefixOf(search.folder, kind)).flatMap((root) => [
    startedEarly(outsideDays(search, root)),
    startedEarly(inTheFuture(search, root)),
  ]);
  const undocumented = UNDOCUMENTED.map((kind) => undigested(search, kind));
  return withoutRepeats(search, [...outside, ...undocumented]);
}

async function* withoutRepeats(
  { met, source }: StraySearch,
  searches: readonly AsyncIterable<FileFinding>[],
): AsyncGenerator<FileFinding, void> {
  const seen = new Set<string>();
  const isNew = async (key: string) =>
    seen.size < seen.add(key).size && (!key.endsWith('/') || (await holdsBytes(source, key)));
  for (const key of met) if (await isNew(key)) yield strayOf(key);
  for (const search of searches) {
    for await (const finding of search) if (await isNew(finding.key)) yield finding;
  }
}

/** Whether an object whose key ends with a slash is more than the mark of a folder. */
async function holdsBytes(source: StraySearch['source'], key: string): Promise<boolean> {
  try {
    for await (const chunk of source.open(key)) if (chunk.length > 0) return true;
    return false;
  } catch {
    return true;
  }
}

function strayOf(key: string): FileFinding {
  const kind = key.includes('/CloudTrail-Digest/') ? 'digest' : 'log';
  return problemFile(kind, key, { status: 'extra', reason: 'outside-layout' });
}

/** What lies above the days, level by level: the Region, the years of the range, and their months. */
async function* outsideDays(search: StraySearch, root: string): AsyncGenerator<FileFinding, void> {
  for (const year of yield* strangersIn(search, root, YEAR)) {
    if (!isNear(search.range, year, root)) continue;
    for (const month of yield* strangersIn(search, year, MONTH)) {
      if (isNear(search.range, month, root)) yield* strangersIn(search, month, DAY);
    }
  }
}

/** Returns the folders that belong there: as few as a calendar has. */
async function* strangersIn(
  { source }: StraySearch,
  parent: string,
  expected: RegExp,
): AsyncGenerator<FileFinding, readonly string[]> {
  const folders: string[] = [];
  for await (const key of source.childrenOf(parent)) {
    const isFolder = key.endsWith('/') && key !== parent;
    if (!isFolder) yield strayOf(key);
    else if (expected.test(key.slice(parent.length, -1)) && isCalendarPath(key)) folders.push(key);
    else for await (const stray of source.keys(key)) yield strayOf(stray);
  }
  return folders;
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

function undigested(search: StraySearch, kind: ObjectFolder): AsyncGenerator<FileFinding, void> {
  const { source, folder, range } = search;
  const root = keyPrefixOf(folder, kind);
  const after = range.startMs === undefined ? undefined : firstKeyOfDay(root, range.startMs);
  return undigestedAmong(search, root, startedEarly(source.keys(root, after)));
}

async function* undigestedAmong(
  { range, listed }: StraySearch,
  root: string,
  keys: AsyncIterable<string>,
): AsyncGenerator<FileFinding, void> {
  const isDigested = [...listed].some((key) => key.startsWith(root));
  for await (const key of keys) {
    if (key >= firstKeyOfDay(root, range.endMs + DAY_MS) && parseObjectKey(key) !== undefined) return;
    if (listed.has(key)) continue;
    if (parseObjectKey(key) === undefined) yield strayOf(key);
    else if (isDigested) yield problemFile('log', key, { status: 'extra', reason: 'not-listed' });
    else yield problemFile('log', key, { status: 'unverified', reason: 'not-digested' });
  }
}
