import {
  type ArchiveFolder,
  firstKeyOfDay,
  keyPrefixOf,
  parseDigestKey,
} from '../../lib/core/digest/archive-folder';
import { parseObjectKey } from '../../lib/core/record/object-key';
import type { Ports } from './ports';

/** A stretch of a folder's time that is checked in one go. */
export interface Slice {
  readonly fromMs: number;
  readonly untilMs: number;
  /** The keys of its log files, and perhaps of some more. */
  readonly logKeys: () => AsyncIterable<string> | Iterable<string>;
}

/** How a slice is cut. */
export interface SliceLimits {
  readonly fromMs: number;
  readonly untilMs: number;
  /** It ends where so many log files are listed… */
  readonly maxLogFiles: number;
  /** …but is never shorter than this. */
  readonly minMs: number;
}

const MINUTE_MS = 60 * 1000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** Cuts the first slice of a stretch, by the number of log files. What goes into it is kept, so that it is listed once. */
export async function cutSlice(ports: Ports, folder: ArchiveFolder, limits: SliceLimits): Promise<Slice> {
  const { fromMs, untilMs, maxLogFiles, minMs } = limits;
  const keyPrefix = keyPrefixOf(folder, 'CloudTrail');
  const kept: string[] = [];
  for await (const key of keysBetween(ports, keyPrefix, fromMs, untilMs)) {
    const timeMs = deliveryTimeMs(key);
    if (timeMs !== undefined && timeMs < fromMs - MINUTE_MS) continue;
    kept.push(key);
    const endMs = Math.max(timeMs ?? fromMs, fromMs + minMs);
    if (kept.length > maxLogFiles && endMs < untilMs) {
      const logKeys = () => keysBetween(ports, keyPrefix, fromMs, endMs);
      return { fromMs, untilMs: endMs, logKeys };
    }
  }
  return { fromMs, untilMs, logKeys: () => kept };
}

/** The keys of digest files from the day of one time on that end up to another. */
export async function* digestKeysBetween(
  ports: Ports,
  folder: ArchiveFolder,
  [fromMs, untilMs]: readonly [number, number],
): AsyncGenerator<string, void> {
  for await (const key of keysBetween(ports, keyPrefixOf(folder, 'CloudTrail-Digest'), fromMs, untilMs)) {
    const listed = parseDigestKey(key);
    if (listed?.kind !== 'chained' || listed.endTimeMs <= untilMs) yield key;
  }
}

/** When a log file was delivered, from its name. */
export function deliveryTimeMs(key: string): number | undefined {
  const file = parseObjectKey(key)?.file;
  return file?.kind === 'log' ? Date.parse(file.deliveryTime) : undefined;
}

/** The keys of all days that the stretch touches. */
async function* keysBetween(
  ports: Ports,
  keyPrefix: string,
  fromMs: number,
  untilMs: number,
): AsyncGenerator<string, void> {
  const dayAfter = `${firstKeyOfDay(keyPrefix, untilMs + DAY_MS)}/`;
  for await (const key of ports.listKeys(keyPrefix, firstKeyOfDay(keyPrefix, fromMs))) {
    if (key >= dayAfter) return;
    yield key;
  }
}
