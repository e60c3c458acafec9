import { isJsonObject } from '../json/json-value';
import type { RealtimeCoverage } from '../settings/message/region-watch';

/** When log files of an account's Region were delivered, with what distinguishes a pause from an end. Times since 1970. */
export interface RegionRhythm {
  /** The last key that was read: the next look continues after it. */
  readonly lastKey: string;
  readonly firstMs: number;
  readonly lastMs: number;
  readonly files: number;
  /** The longest pause between two files in the current period, and in the one before. */
  readonly longestMs: number;
  readonly earlierMs: number;
  readonly periodStartMs: number;
  /** Missing in the state of an earlier release. */
  readonly hours?: WeekHours;
}

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;

/** A long pause of long ago does not make every later one usual. */
const PERIOD_MS = 30 * DAY_MS;

/** A Region that was observed for less than a week may be idle at weekends. */
const MIN_OBSERVED_MS = 7 * DAY_MS;

/** With fewer files, a Region is considered idle. */
const MIN_FILES = 50;

/** How much longer than the longest pause a silence is. */
const FACTOR = 3;

/** A shorter pause does not count: CloudTrail sometimes delivers late. */
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

/** For how many hours since the last file another was expected, by the hours of the week; 0 while that is not a silence. */
export function hoursMissed({ hours, lastMs }: RegionRhythm, nowMs: number): number {
  if (hours === undefined || nowMs - lastMs <= MIN_SILENCE_MS) return 0;
  return missedHours(hours, lastMs, nowMs);
}

/** A rhythm from a stored state; undefined if it is not one. */
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

/** The Regions of an account that deliver log files and should send heartbeats, but send none. */
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

/** In which hours of the week log files came, in the last eight weeks. */
export interface WeekHours {
  /** The week of the newest bits, counted from 1970. */
  readonly week: number;
  /** When the first file of these hours came. */
  readonly sinceMs: number;
  /** A byte for each of the 168 hours of a week in UTC, in hexadecimal: the lowest bit is `week`, the next the week before. */
  readonly bits: string;
}

const HOURS = 7 * 24;

const WEEK_MS = HOURS * HOUR_MS;

/** The number of previous weeks with which an hour is compared. One of them may have had a holiday. */
const WEEKS_JUDGED = 4;

/** Minimum number of weeks: one week alone shows no habit. */
const FEWEST_WEEKS = 2;

/** The tolerance for a late file. */
const LATE_MS = HOUR_MS;

/** The hours after one more file; files come in their order. */
export function withHour(before: WeekHours | undefined, atMs: number): WeekHours {
  const week = weekOf(atMs);
  const hours = before ?? { week, sinceMs: atMs, bits: '00'.repeat(HOURS) };
  const current = week > hours.week ? shifted(hours, week) : hours;
  const byte = byteOf(current, hourOf(atMs));
  const bit = 1 << (current.week - week);
  if (week < current.week - 7 || (byte & bit) !== 0) return current;
  const at = 2 * hourOf(atMs);
  const { bits } = current;
  return { ...current, bits: bits.slice(0, at) + toHex(byte | bit) + bits.slice(at + 2) };
}

/**
 * How many hours without a file there were since the last one in which files usually come: in each of the two or three weeks
 * before, or in three of four.
 */
export function missedHours(hours: WeekHours, lastMs: number, nowMs: number): number {
  const first = Math.floor(lastMs / HOUR_MS) + 1;
  // After four weeks no hour counts as usual any more.
  const end = Math.min(Math.floor((nowMs - LATE_MS) / HOUR_MS), first + WEEKS_JUDGED * HOURS);
  let missed = 0;
  for (let hour = first; hour < end; hour++) if (isUsual(hours, hour * HOUR_MS)) missed += 1;
  return missed;
}

/** The hours in a stored state; undefined if there are none. */
export function readWeekHours(value: unknown): WeekHours | undefined {
  if (!isJsonObject(value)) return undefined;
  const { week, sinceMs, bits } = value;
  const isWhole = Number.isSafeInteger(week) && Number.isSafeInteger(sinceMs);
  const areBits = typeof bits === 'string' && bits.length === 2 * HOURS && /^[0-9a-f]+$/.test(bits);
  return isWhole && areBits ? (value as unknown as WeekHours) : undefined;
}

function isUsual(hours: WeekHours, atMs: number): boolean {
  const weeks = Math.min(WEEKS_JUDGED, Math.floor((atMs - hours.sinceMs) / WEEK_MS));
  if (weeks < FEWEST_WEEKS) return false;
  const byte = byteOf(hours, hourOf(atMs));
  const back = hours.week - weekOf(atMs);
  let seen = 0;
  for (let ago = 1; ago <= weeks; ago++) if (back + ago >= 0 && (byte >> (back + ago)) & 1) seen += 1;
  return seen >= Math.min(weeks, WEEKS_JUDGED - 1);
}

function shifted(hours: WeekHours, week: number): WeekHours {
  const by = Math.min(8, week - hours.week);
  const bytes = Array.from({ length: HOURS }, (_, hour) => toHex((byteOf(hours, hour) << by) & 0xff));
  return { ...hours, week, bits: bytes.join('') };
}

function byteOf({ bits }: WeekHours, hour: number): number {
  return Number.parseInt(bits.slice(2 * hour, 2 * hour + 2), 16);
}

function toHex(byte: number): string {
  return byte.toString(16).padStart(2, '0');
}

function weekOf(atMs: number): number {
  return Math.floor(atMs / WEEK_MS);
}

function hourOf(atMs: number): number {
  return Math.floor((atMs % WEEK_MS) / HOUR_MS);
}
