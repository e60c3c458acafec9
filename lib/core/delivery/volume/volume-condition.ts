import { MONTH_DAYS } from '../../cost/counts';
import { proposeSavings, type Saving } from '../../cost/savings/propose';
import { isJsonObject, type JsonObject } from '../../json/json-value';
import { dayOf } from '../../record/to-event-time';
import { nameInWords, oneLine } from '../../safe-text/one-line';
import type { Condition } from '../condition';
import type { NamedCount, NamedCounts, VolumeTally } from './volume-tally';

/** The deliveries of an account on a day in UTC, by the times of delivery. */
export interface DayVolume {
  /** As `2026-11-20`. */
  readonly day: string;
  readonly events: number;
  /** CloudTrail's charge for them; 0 where prices are not known. */
  readonly usd: number;
}

/** How a day is far above the days before it, and the maximum of those. */
export interface RaisedVolume {
  readonly by: 'events' | 'usd';
  readonly usualEvents: number;
  readonly usualUsd: number;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** A day of long ago does not make every later one usual; a month has every kind of day. */
const REMEMBERED_DAYS = 30;

/** An account that was observed for less than a week may differ on other days of the week. */
const MIN_DAYS = 7;

/** How much more than on the day with the most. */
const FACTOR = 3;

/** A smaller rise does not count: an idle account that is used for an hour makes some thousand events. */
const MIN_MORE_EVENTS = 100_000;

/** In a month, in US dollars. */
const MIN_MORE_USD = 10;

/** Whether a day is far above those before it: in cost, or in events. The day itself becomes usual for those after it. */
export function raisedVolume(
  before: readonly DayVolume[],
  { events, usd }: DayVolume,
): RaisedVolume | undefined {
  if (before.length < MIN_DAYS) return undefined;
  const usualEvents = Math.max(...before.map((day) => day.events));
  const usualUsd = Math.max(...before.map((day) => day.usd));
  const isDearer = usd >= FACTOR * usualUsd && (usd - usualUsd) * MONTH_DAYS >= MIN_MORE_USD;
  const isMore = events >= FACTOR * usualEvents && events - usualEvents >= MIN_MORE_EVENTS;
  if (!isDearer && !isMore) return undefined;
  return { by: isDearer ? 'usd' : 'events', usualEvents, usualUsd };
}

/** The history with one more day, which is the latest. */
export function withDay(before: readonly DayVolume[], latest: DayVolume): readonly DayVolume[] {
  const firstDay = dayOf(Date.parse(latest.day) - REMEMBERED_DAYS * DAY_MS);
  return [...before.filter(({ day }) => day > firstDay), latest];
}

/** The day in UTC before that of a time. */
export function dayBefore(timeMs: number): string {
  return dayOf(timeMs - DAY_MS);
}

/** The days of a stored state; entries that are not days are left out. */
export function readHistory(value: unknown): readonly DayVolume[] {
  if (!Array.isArray(value)) return [];
  return value.filter(isJsonObject).flatMap(({ day, events, usd }) => {
    const isWhole = typeof day === 'string' && typeof events === 'number' && typeof usd === 'number';
    return isWhole ? [{ day, events, usd }] : [];
  });
}

/** The volume of an account and day that is far above those before. */
export interface RaisedDay {
  readonly accountId: string;
  /** The prefix of the keys of its files: an account may have files of its own trail and of an organization's. */
  readonly folder: string;
  readonly volume: DayVolume;
  readonly raised: RaisedVolume;
  readonly tally: VolumeTally;
  /** How many files there are, and of how many the records were read. */
  readonly files: number;
  readonly readFiles: number;
  /** Not in China, whose prices are not known. */
  readonly isPriced: boolean;
}

/** The maximum number of each kind that is listed. */
const NAMED = 3;

/** Maximum length of a name in the alert's sentence, and in its facts. */
const WORDS_LENGTH = 60;
const NAME_LENGTH = 300;

/** The maximum number of affected rules of a selector that are listed. */
const MAX_RULES = 10;

/**
 * The condition, with the most frequent events and the selectors that would drop them. Each day on which the volume rises again
 * has its own condition.
 */
export function toVolumeCondition(found: RaisedDay): Condition {
  const { accountId, folder, volume } = found;
  const savings = found.isPriced ? savingsOf(found.tally) : [];
  return {
    ...{ kind: 'volume-raised', subject: accountId, accountId, region: '', part: `${folder}${volume.day}` },
    text: textOf(found, savings[0]),
    facts: factsOf(found, savings),
  };
}

/** Savings that can be made come first, the highest first; the others name the rules that look for the events. */
function savingsOf({ savings }: VolumeTally): readonly Saving[] {
  const proposed = proposeSavings(savings, MONTH_DAYS);
  const isFree = ({ change }: Saving) => change !== undefined;
  return [...proposed.filter(isFree), ...proposed.filter((saving) => !isFree(saving))].slice(0, NAMED);
}

function textOf(found: RaisedDay, saving: Saving | undefined): string {
  const { volume, raised, tally, isPriced } = found;
  const cost = isPriced
    ? `, about ${monthly(volume.usd)} a month at this rate instead of ${monthly(raised.usualUsd)}`
    : '';
  const loudest = [
    ['call', tally.types],
    ['resource', tally.resources],
    ['caller', tally.callers],
  ] as const;
  const names = loudest.flatMap(([noun, counts]) => {
    const [first] = counts.loudest(1, raised.by);
    return first === undefined ? [] : [`${noun} ${nameInWords(first.name, WORDS_LENGTH)}`];
  });
  return [
    `about ${whole(volume.events)} events on ${volume.day}, compared with at most ${whole(raised.usualEvents)} on earlier days${cost}`,
    `most come from ${names.join(', ')}`,
    ...(saving?.change === undefined
      ? []
      : [
          `excluding ${saving.field} ${nameInWords(saving.value, WORDS_LENGTH)} in a selector saves ${dollars(saving.usd ?? 0)} a month`,
        ]),
  ].join('; ');
}

function factsOf(found: RaisedDay, savings: readonly Saving[]): JsonObject {
  const { volume, raised, tally, isPriced, files, readFiles } = found;
  const usdOf = (usd: number) => (isPriced ? { usdPerMonth: cents(usd * MONTH_DAYS) } : {});
  const named = (counts: NamedCounts) =>
    counts.loudest(NAMED, raised.by).map(({ name, events, usd }: NamedCount) => ({
      ...{ name: oneLine(name, NAME_LENGTH), eventsPerDay: Math.round(events) },
      ...usdOf(usd),
    }));
  const { types, resources, callers } = tally;
  return {
    day: volume.day,
    eventsPerDay: Math.round(volume.events),
    usualEventsPerDay: Math.round(raised.usualEvents),
    ...usdOf(volume.usd),
    ...(isPriced ? { usualUsdPerMonth: cents(raised.usualUsd * MONTH_DAYS) } : {}),
    files,
    readFiles,
    loudest: { types: named(types), resources: named(resources), callers: named(callers) },
    unnamedEventsPerDay: Math.round(Math.max(types.unnamed, resources.unnamed, callers.unnamed)),
    savings: savings.map(toFacts),
  };
}

function toFacts({ logicalId, group, field, value, events, usd = 0, change, rules }: Saving): JsonObject {
  return {
    ...{ trail: logicalId, category: group.category, of: group.of, field, value },
    ...{ eventsPerMonth: Math.round(events), usdPerMonth: cents(usd) },
    ...(change === undefined ? {} : { fieldSelector: { ...change.fieldSelector }, code: change.code }),
    ...(rules.length === 0 ? {} : { rules: rules.slice(0, MAX_RULES) }),
  };
}

function monthly(usdPerDay: number): string {
  return dollars(usdPerDay * MONTH_DAYS);
}

function dollars(usd: number): string {
  return `$${usd < 100 ? usd.toFixed(2) : whole(usd)}`;
}

function whole(count: number): string {
  return Math.round(count).toLocaleString('en-US');
}

function cents(usd: number): number {
  return Math.round(usd * 100) / 100;
}
