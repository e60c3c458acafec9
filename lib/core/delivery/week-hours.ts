import { isJsonObject } from '../json/json-value';

/** In which hours of the week log files came, in the last eight weeks. */
export interface WeekHours {
  /** The week of the newest bits, counted from 1970. */
  readonly week: number;
  /** When the first file of these hours came. */
  readonly sinceMs: number;
  /** A byte for each of the 168 hours of a week in UTC, in hexadecimal: the lowest bit is `week`, the next the week before. */
  readonly bits: string;
}

const HOUR_MS = 60 * 60 * 1000;
const HOURS = 7 * 24;
const WEEK_MS = HOURS * HOUR_MS;

/** Of so many weeks before, an hour is judged. One of them may have had a holiday. */
const WEEKS_JUDGED = 4;

/** What one week alone shows is no habit. */
const FEWEST_WEEKS = 2;

/** A file may come so much later than usual. */
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
  // After four weeks nothing is usual any more.
  const end = Math.min(Math.floor((nowMs - LATE_MS) / HOUR_MS), first + WEEKS_JUDGED * HOURS);
  let missed = 0;
  for (let hour = first; hour < end; hour++) if (isUsual(hours, hour * HOUR_MS)) missed += 1;
  return missed;
}

/** What a state holds, read again; undefined for whatever is none. */
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
