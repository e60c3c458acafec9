import { type ArchiveFolder, keyPrefixOf } from '../../../lib/core/digest/archive-folder';
import { mapAhead } from '../../../lib/core/digest/chain/map-ahead';
import { type FileFinding, problemFile } from '../../../lib/core/digest/finding';
import { whyNoLogFile } from '../../../lib/core/record/log-file/why-no-log-file';
import { type ObjectFolder, parseObjectKey } from '../../../lib/core/record/object-key';
import { dayOf } from '../../../lib/core/record/to-event-time';
import type { TimeRange } from '../../cli/time-range';
import { renderReason } from '../../cli/user-error';
import { OpenedInput } from '../../inputs/opened-input';
import { NoLogFile } from '../../inputs/opened-log-file';
import type { ArchiveSource } from '../archive-source';

/** What is looked through beside the accounts and Regions that are validated. */
export interface StraySearch {
  readonly source: ArchiveSource;
  /** All that the archive holds. */
  readonly folders: readonly ArchiveFolder[];
  readonly range: TimeRange;
}

const KINDS: readonly ObjectFolder[] = [
  'CloudTrail',
  'CloudTrail-Digest',
  'CloudTrail-Insight',
  'CloudTrail-NetworkActivity',
  'CloudTrail-Aggregated',
];

/** Folders that are listed at a time. */
const LISTINGS_AHEAD = 32;

/**
 * Objects that a scan of the archive finds records in, and that lie in no account and Region: no digest file answers for them.
 * What they are is decided as a scan decides, so nothing else in a bucket is reported.
 */
export async function* findArchiveStrays(search: StraySearch): AsyncGenerator<FileFinding, void> {
  const { source } = search;
  const keys = strayKeys(search, new Layout(search.folders));
  for await (const finding of mapAhead(keys, source.ahead, (key) => judge(source, key)))
    if (finding !== undefined) yield finding;
}

/** The folders that lead to accounts and Regions, and those of accounts and Regions. */
class Layout {
  private readonly leading = new Set(['']);
  private readonly regions = new Set<string>();

  constructor(folders: readonly ArchiveFolder[]) {
    for (const folder of folders) {
      for (const kind of KINDS) {
        const region = keyPrefixOf(folder, kind);
        this.regions.add(region);
        for (let at = parentOf(region); at !== '' && !this.leading.has(at); at = parentOf(at))
          this.leading.add(at);
      }
    }
  }

  isLeading(folder: string): boolean {
    return this.leading.has(folder);
  }

  /** Whether the folder is one of an account's Region, or lies in one. */
  isOfRegion(folder: string): boolean {
    for (let at = folder; at !== ''; at = parentOf(at)) if (this.regions.has(at)) return true;
    return false;
  }
}

/** `a/b/` of `a/b/c/`, and nothing of `a/`. A name may be empty. */
function parentOf(folder: string): string {
  return folder.slice(0, folder.slice(0, -1).lastIndexOf('/') + 1);
}

/** Level by level as far as folders lead to accounts and Regions; all that lies in others. */
async function* strayKeys(search: StraySearch, layout: Layout): AsyncGenerator<string, void> {
  const { source } = search;
  const beginning = source.scope.slice(0, source.scope.lastIndexOf('/') + 1);
  if (layout.isOfRegion(beginning)) return;
  let level = [beginning];
  while (level.length > 0) {
    const next: string[] = [];
    const seen = new Set(level);
    for await (const children of mapAhead(level, LISTINGS_AHEAD, (folder) => childrenOf(source, folder))) {
      for (const child of children) {
        // A folder lists itself where an object has its name.
        if (!child.endsWith('/') || seen.has(child)) {
          if (isAsked(child, search.range)) yield child;
        } else if (layout.isLeading(child)) next.push(child);
        else if (!layout.isOfRegion(child)) yield* keysBelow(search, child);
      }
    }
    level = next;
  }
}

async function* keysBelow({ source, range }: StraySearch, folder: string): AsyncGenerator<string, void> {
  // Another service's folder may hold millions of objects.
  if (whyNoLogFile(`${folder}object`) === 'not-a-log-file') return;
  for await (const key of source.keys(folder)) if (isAsked(key, range)) yield key;
}

async function childrenOf(source: ArchiveSource, folder: string): Promise<readonly string[]> {
  const { scope } = source;
  const children: string[] = [];
  for await (const child of source.childrenOf(folder))
    if (child.startsWith(scope) || scope.startsWith(child)) children.push(child);
  return children;
}

/** A listing does not give sizes here: what marks a folder turns out to be empty. */
const MAY_HOLD_BYTES = 1;

/** What has a date is asked about on the days of the range. */
function isAsked(key: string, { startMs = 0, endMs }: TimeRange): boolean {
  if (whyNoLogFile(key, MAY_HOLD_BYTES) === 'not-a-log-file') return false;
  const date = parseObjectKey(key)?.date;
  return date === undefined || (date >= dayOf(startMs) && date <= dayOf(endMs));
}

async function judge(source: ArchiveSource, key: string): Promise<FileFinding | undefined> {
  const kind = whyNoLogFile(key, MAY_HOLD_BYTES) === 'digest-file' ? 'digest' : 'log';
  const bytes = new WatchedBytes(() => source.open(key));
  const isRead = await hasRecords(key, bytes).catch(() => false);
  if (bytes.problem !== undefined)
    return problemFile(kind, key, { status: 'unverified', reason: 'unreadable', detail: bytes.problem });
  if (!isRead) return undefined;
  return parseObjectKey(key) === undefined
    ? problemFile(kind, key, { status: 'extra', reason: 'outside-layout' })
    : problemFile(kind, key, { status: 'unverified', reason: 'not-digested' });
}

/** The bytes of an object, and why they could not be read: what cannot be unpacked is another matter, and no log file. */
class WatchedBytes {
  problem: string | undefined;

  constructor(private readonly open: () => AsyncIterable<Uint8Array>) {}

  async *read(): AsyncGenerator<Uint8Array, void> {
    try {
      yield* this.open();
    } catch (error) {
      this.problem = renderReason(error);
      throw error;
    }
  }
}

/** Whether a scan reads a record of it. */
async function hasRecords(key: string, bytes: WatchedBytes): Promise<boolean> {
  const opened = new OpenedInput({ name: key, source: { key }, named: false, open: () => bytes.read() });
  for await (const file of opened.files()) {
    try {
      for (let step = await file.next(); step.done !== true; step = await file.next())
        if (step.value.some(({ kind }) => kind === 'record')) return true;
    } catch (error) {
      if (!(error instanceof NoLogFile)) throw error;
    } finally {
      await file.stop();
    }
  }
  return false;
}
