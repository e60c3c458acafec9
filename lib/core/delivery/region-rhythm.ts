import { isJsonObject } from '../json/json-value';
import type { RealtimeCoverage } from '../settings/message/region-watch';
import { missedHours, readWeekHours, type WeekHours, withHour } from './week-hours';

/** When log files of an account's Region were delivered, as far as it takes to tell a pause from an end. Times since 1970. */
export interface RegionRhythm {
  /** The last key that was read: the next look goes on behind it. */
  readonly lastKey: string;
  readonly firstMs: number;
  readonly lastMs: number;
  readonly files: number;
  /** The longest pause between two files in the current period, and in the one before. */
  readonly longestMs: number;
  readonly earlierMs: number;
  readonly periodStartMs: number;
  /** Missing in what an earlier release wrote. */
  readonly hours?: WeekHours;
}

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;

/** A long pause of long ago does not make every later one usual. */
const PERIOD_MS = 30 * DAY_MS;

/** What was seen for less than a week may be idle at weekends. */
const MIN_OBSERVED_MS = 7 * DAY_MS;

/** With fewer files, a Region is as good as idle. */
const MIN_FILES = 50;

/** How much longer than the longest pause a silence is. */
const FACTOR = 3;

/** A shorter pause is none: CloudTrail delivers late at times. */
export const MIN_SILENCE_MS = 6 * HOUR_MS;

/** The rhythm after one more file. Files come in the order of their keys, which is that of their delivery. */
export function withFile(
  rhythm: RegionRhythm | undefined,
  { key, deliveredMs }: { readonly key: string; readonly deliveredMs: number },
): RegionRhythm {
  if (rhythm === undefined) {
    const pauses = { longestMs: 0, earlierMs: 0, periodStartMs: deliveredMs };
    const hours = withHour(undefined, deliveredMs);
    return { lastKey: key, firstMs: deliveredMs, lastMs: deliveredMs, files: 1, ...pauses, hours };
  }
  const pauseMs = Math.max(0, deliveredMs - rhythm.lastMs);
  const isNewPeriod = deliveredMs - rhythm.periodStartMs >= PERIOD_MS;
  return {
    lastKey: key,
    firstMs: rhythm.firstMs,
    lastMs: Math.max(rhythm.lastMs, deliveredMs),
    files: rhythm.files + 1,
    longestMs: isNewPeriod ? pauseMs : Math.max(rhythm.longestMs, pauseMs),
    earlierMs: isNewPeriod ? rhythm.longestMs : rhythm.earlierMs,
    periodStartMs: isNewPeriod ? deliveredMs : rhythm.periodStartMs,
    hours: withHour(rhythm.hours, deliveredMs),
  };
}

/** Whether the last file is so long ago that the Region, going by its own past, no longer delivers. */
export function isSilent(rhythm: RegionRhythm, nowMs: number): boolean {
  const { firstMs, lastMs, files, longestMs, earlierMs } = rhythm;
  if (files < MIN_FILES || lastMs - firstMs < MIN_OBSERVED_MS) return false;
  return nowMs - lastMs > Math.max(MIN_SILENCE_MS, FACTOR * Math.max(longestMs, earlierMs));
}

/** In how many hours since the last file there should have been one, going by the hours of the week; 0 while it is no silence. */
export function hoursMissed({ hours, lastMs }: RegionRhythm, nowMs: number): number {
  if (hours === undefined || nowMs - lastMs <= MIN_SILENCE_MS) return 0;
  return missedHours(hours, lastMs, nowMs);
}

/** What a state holds, read again; undefined for whatever is no rhythm. */
export function readRhythm(value: unknown): RegionRhythm | undefined {
  if (!isJsonObject(value)) return undefined;
  const { lastKey, hours, ...numbers } = value;
  const names = ['firstMs', 'lastMs', 'files', 'longestMs', 'earlierMs', 'periodStartMs'];
  const isWhole = typeof lastKey === 'string' && names.every((name) => Number.isSafeInteger(numbers[name]));
  if (!isWhole) return undefined;
  return { ...(value as unknown as RegionRhythm), hours: readWeekHours(hours) };
}

/** An account as it was found. */
export interface FoundAccount {
  readonly accountId: string;
  /** The Regions that deliver log files. */
  readonly delivering: readonly string[];
  /** The Regions that send heartbeats. */
  readonly heard: readonly string[];
}

/** The Regions of an account that deliver log files and are to send heartbeats, and send none. */
export function unheardRegions(
  { covered }: RealtimeCoverage,
  { accountId, delivering, heard }: FoundAccount,
): readonly string[] {
  const expected = covered
    .filter(({ accounts, excluded }) => {
      if (excluded.includes(accountId)) return false;
      if (accounts === 'all') return true;
      return accounts === 'heard' ? heard.length > 0 : accounts.includes(accountId);
    })
    .flatMap(({ regions }) => regions);
  return delivering.filter((region) => expected.includes(region) && !heard.includes(region));
}
