/** The records that satisfy only rules that are counted: what counting reads of each is written in columns, and none is parsed. */
import { NO_ALIKE } from './alikes';
import { EVENT_ID, EVENT_TIME } from './identity';
import {
  COUNTED_TEXT_BYTES,
  countedAlikes,
  countedRecords,
  countedTexts,
  countedTimes,
  held,
  maskBytes,
  masked,
  onlyCounted,
} from './layout';
import { addressOf } from './sightings';

const DAY_SECONDS: i32 = 24 * 3600;

/** How many there are. */
export let countedCount: u32 = 0;

export function forgetCounted(): void {
  countedCount = 0;
}

/** Whether all rules that the record in hand may satisfy hold, and are only counted. */
export function isOnlyCounted(): bool {
  for (let at: u32 = 0; at < maskBytes; at += 8)
    if ((load<u64>(masked + at) & ~(load<u64>(held + at) & load<u64>(onlyCounted + at))) != 0) return false;
  return true;
}

/** Writes what is counted of the record in hand; false if that is not known. */
export function countRecord(record: u32, alike: u32): bool {
  if (alike == NO_ALIKE) return false;
  const time = addressOf(EVENT_TIME) + 1;
  const text = countedTexts + COUNTED_TEXT_BYTES * countedCount;
  memory.copy(text, time, 20);
  memory.copy(text + 20, addressOf(EVENT_ID), 38);
  store<u32>(countedRecords + 4 * countedCount, record);
  store<u32>(countedAlikes + 4 * countedCount, alike);
  store<f64>(countedTimes + 8 * countedCount, instantOf(time));
  countedCount++;
  return true;
}

function numberAt(text: u32, digits: u32): i32 {
  let number: i32 = 0;
  for (let at: u32 = 0; at < digits; at++) number = 10 * number + <i32>load<u8>(text + at) - 0x30;
  return number;
}

/** Milliseconds since 1970 of a text like `2023-07-10T12:00:00Z`; NaN if there is no such time. */
function instantOf(text: u32): f64 {
  const year = numberAt(text, 4);
  const month = numberAt(text + 5, 2);
  const day = numberAt(text + 8, 2);
  const hours = numberAt(text + 11, 2);
  const minutes = numberAt(text + 14, 2);
  const seconds = numberAt(text + 17, 2);
  const isDay = month >= 1 && month <= 12 && day >= 1 && day <= daysOf(year, month);
  if (!isDay || hours > 23 || minutes > 59 || seconds > 59) return NaN;
  const secondsOfDay = 3600 * hours + 60 * minutes + seconds;
  return 1000 * (<f64>daysSince1970(year, month, day) * <f64>DAY_SECONDS + <f64>secondsOfDay);
}

function daysOf(year: i32, month: i32): i32 {
  if (month == 2) return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
  return 30 + ((month + (month >> 3)) & 1);
}

/** Years are taken to begin in March, so that the leap day is the last of one. */
function daysSince1970(year: i32, month: i32, day: i32): i32 {
  const years = month > 2 ? year : year - 1;
  const months = month > 2 ? month - 3 : month + 9;
  const leapDays = floorDivided(years, 4) - floorDivided(years, 100) + floorDivided(years, 400);
  const daysBefore = (153 * months + 2) / 5;
  return 365 * years + leapDays + daysBefore + day - 1 - 719468;
}

/** Year 0 begins before the first March. */
function floorDivided(number: i32, by: i32): i32 {
  return number < 0 ? -1 : number / by;
}
