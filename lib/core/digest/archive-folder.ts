import { type ObjectFolder, type ObjectKey, parseObjectKey } from '../record/object-key';
import { dayOf } from '../record/to-event-time';
import { DIGEST_PERIOD_MS, LISTING_DELAY_MS } from './digest';

/** An account's Region in an archive: the log files there, and the chains of all trails that digest them. */
export interface ArchiveFolder {
  /** Without its last slash. */
  readonly prefix?: string;
  readonly organizationId?: string;
  readonly accountId: string;
  readonly region: string;
}

/** Which chain of its folder a digest file belongs to: the trail's name, its home Region, and `backfill` if it is one. */
export type ChainName = string;

/** An object in a digest folder: its chain and time, or no place in any chain. */
export type DigestKey =
  | { readonly kind: 'chained'; readonly key: string; readonly chain: ChainName; readonly endTimeMs: number }
  | { readonly kind: 'foreign'; readonly key: string; readonly dayMs: number };

const BACKFILL = ' backfill';

/** A valid rest of a key after the Region. */
const ANY_OBJECT = '2000/01/01/object';

/**
 * The folder that a key of CloudTrail's layout lies in, or that a prefix of such keys is, down to the Region and its
 * slash: `…/AWSLogs/111122223333/CloudTrail-Digest/eu-west-1/`. Undefined for any other text.
 */
export function archiveFolderOf(key: string): ArchiveFolder | undefined {
  const parsed = parseObjectKey(key.endsWith('/') ? `${key}${ANY_OBJECT}` : key);
  if (parsed === undefined) return undefined;
  const { prefix, organizationId, accountId, region } = parsed;
  return {
    ...(prefix === undefined ? {} : { prefix }),
    ...(organizationId === undefined ? {} : { organizationId }),
    accountId,
    region,
  };
}

/** The prefix of all keys of such objects in the folder; ends with a slash. It identifies the folder, too. */
export function keyPrefixOf(folder: ArchiveFolder, kind: ObjectFolder): string {
  const { prefix, organizationId, accountId, region } = folder;
  const names = [prefix, 'AWSLogs', organizationId, accountId, kind, region, ''];
  return names.filter((name) => name !== undefined).join('/');
}

/** A key just before those of the day and later ones, at which a listing of `keyPrefixOf` can begin. */
export function firstKeyOfDay(keyPrefix: string, timeMs: number): string {
  return `${keyPrefix}${dayOf(timeMs).replaceAll('-', '/')}`;
}

/** Reads a key of a digest folder; undefined for a key outside CloudTrail's layout. */
export function parseDigestKey(key: string): DigestKey | undefined {
  const parsed = parseObjectKey(key);
  if (parsed === undefined || parsed.folder !== 'CloudTrail-Digest') return undefined;
  const chain = chainOf(parsed);
  const { file, date } = parsed;
  if (chain === undefined || file.kind !== 'digest' || file.endTime.slice(0, 10) !== date) {
    return { kind: 'foreign', key, dayMs: Date.parse(`${date}T00:00:00Z`) };
  }
  return { kind: 'chained', key, chain, endTimeMs: Date.parse(file.endTime) };
}

/** Whether the chain is one of backfill digests, which come when they are needed, not every hour. */
export function isBackfill(chain: ChainName): boolean {
  return chain.endsWith(BACKFILL);
}

function chainOf({ file }: ObjectKey): ChainName | undefined {
  if (file.kind !== 'digest') return undefined;
  return `${file.trailName} ${file.homeRegion}${file.isBackfill ? BACKFILL : ''}`;
}

/** The time of an object of CloudTrail's layout, from its key. */
export interface ObjectTime {
  readonly folder: ArchiveFolder;
  readonly kind: 'log' | 'digest';
  /** Whether digest files answer for the objects of its folder. */
  readonly isDigested: boolean;
  /** The latest time at which it was delivered, if its key is right. */
  readonly dueMs: number;
  /** The start of the range that a check of the object covers. */
  readonly fromMs: number;
  readonly untilMs: number;
}

/** `[PREFIX/]AWSLogs/[ORGANIZATION/]ACCOUNT/FOLDER/[REGION/]`. */
const OWNER =
  /^(?:(.+)\/)?AWSLogs\/(?:(o-[a-z0-9]{10,32})\/)?(\d{12})\/CloudTrail(?:-[A-Za-z]+)?\/(?:([a-z0-9-]{1,32})\/)?/;

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;

/**
 * The time of an object, undefined for a key outside the layout. Ranges begin and end with full hours, so that the objects
 * of an hour share one check. An object whose name has no time may be of any hour of its day.
 */
export function objectTimeOf(key: string): ObjectTime | undefined {
  const parsed = parseObjectKey(key);
  const folder = archiveFolderOf(key);
  if (parsed === undefined || folder === undefined) return undefined;
  const isDigest = parsed.folder === 'CloudTrail-Digest';
  const common = {
    folder,
    kind: isDigest ? ('digest' as const) : ('log' as const),
    isDigested: isDigest || parsed.folder === 'CloudTrail',
  };
  const listed = isDigest ? parseDigestKey(key) : undefined;
  if (listed?.kind === 'chained') {
    const { endTimeMs } = listed;
    const fromMs = floorHour(endTimeMs - DIGEST_PERIOD_MS);
    return { ...common, dueMs: endTimeMs, fromMs, untilMs: floorHour(endTimeMs) + HOUR_MS };
  }
  if (parsed.file.kind === 'log') {
    const deliveredMs = Date.parse(parsed.file.deliveryTime);
    const fromMs = floorHour(deliveredMs);
    return { ...common, dueMs: deliveredMs, fromMs, untilMs: fromMs + HOUR_MS + LISTING_DELAY_MS };
  }
  const dayMs = Date.parse(`${parsed.date}T00:00:00Z`);
  return { ...common, dueMs: dayMs + DAY_MS, fromMs: dayMs, untilMs: dayMs + DAY_MS };
}

/**
 * The account and Region of any key in one of CloudTrail's folders, also outside the layout; the Region is `unknown` if the
 * key has none. Undefined for keys of other services.
 */
export function ownerOf(key: string): ArchiveFolder | undefined {
  const match = OWNER.exec(key);
  if (match === null) return undefined;
  const [, prefix, organizationId, accountId = '', region = 'unknown'] = match;
  return {
    ...(prefix === undefined ? {} : { prefix }),
    ...(organizationId === undefined ? {} : { organizationId }),
    ...{ accountId, region },
  };
}

function floorHour(timeMs: number): number {
  return Math.floor(timeMs / HOUR_MS) * HOUR_MS;
}
