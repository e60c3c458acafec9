import { parseObjectKey } from '../record/object-key';
import { type ArchiveFolder, archiveFolderOf, parseDigestKey } from './archive-folder';
import { DIGEST_PERIOD_MS, LISTING_DELAY_MS } from './digest-period';

/** The time of an object of CloudTrail's layout, from its key. */
export interface ObjectTime {
  readonly folder: ArchiveFolder;
  readonly kind: 'log' | 'digest';
  /** Whether digest files answer for the objects of its folder. */
  readonly isDigested: boolean;
  /** The latest time at which it was delivered, if it was delivered when its key says. */
  readonly dueMs: number;
  /** The range of which a check answers for the object. */
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
