import type { Score } from '../../correlation/score';
import { toEventTime } from '../../record/to-event-time';
import type { Correlation, CountBound } from '../../rule/correlation';
import { isOwnField } from '../../rule/own-field';
import { nameInWords, oneLine, someOf } from '../../safe-text/one-line';
import { type CorrelatedRecords, groupFields, type KnownRecords, namedGroup } from './known-records';
import { renderDeeds } from './render-deeds';

/** How much of a value, a title or a field a summary shows. */
const PART_LENGTH = 80;

/** The maximum number of values, rules or fields that a summary lists. */
const MAX_NAMED = 3;

const MAX_SUMMARY_LENGTH = 500;

/** Fields of groups with the caller and the address, which the sentence has anyway. */
const OF_CALLER = /^(?:userIdentity\..+|recipientAccountId|sourceIPAddress|userAgent|awsRegion)$/;

/** The members of a record that have what a call was made with, or gave: their own names say enough. */
const OF_CALL = /^(?:requestParameters|responseElements|additionalEventData|serviceEventDetails)\./;

/** Actor and action, or how many of which, whom it concerns, and when, as one sentence. */
export function renderCorrelation(found: CorrelatedRecords, known: KnownRecords): string {
  const { who } = known;
  const span = spanInWords(found);
  const { first, last } = timesOf(found, known);
  const when = first === last ? `at ${last}` : `from ${first} to ${last}`;
  if (who === undefined)
    return oneLine(
      `${countInWords(found)}${span} for ${groupInWords(namedGroup(found))}, ${when}`,
      MAX_SUMMARY_LENGTH,
    );
  const what = whatInWords(found, known);
  const tail = `${concernsInWords(found, what)}${placeInWords(known)}${span === '' ? '' : `,${span}`}, ${when}`;
  return `${oneLine(`${who}${what}`, MAX_SUMMARY_LENGTH - tail.length)}${tail}`;
}

/** The times of the first and the last of the counted records, as far as they are known. */
export function timesOf(
  { known: { instantMs, firstMs, lastMs = instantMs } }: CorrelatedRecords,
  { firstTime }: KnownRecords,
): { readonly first: string; readonly last: string } {
  const last = toEventTime(lastMs);
  return { first: firstMs === undefined ? firstTime : toEventTime(firstMs), last };
}

/** How long all that was counted took; where that is not known, how long it may take. What is of one second has no smaller measure. */
function spanInWords({ correlation: { timespanSeconds }, known }: CorrelatedRecords): string {
  const { count, firstMs, lastMs } = known;
  if (firstMs === undefined || lastMs === undefined) return ` within ${durationInWords(timespanSeconds)}`;
  return count === 1 ? '' : ` within ${durationInWords(Math.max(1, Math.ceil((lastMs - firstMs) / 1000)))}`;
}

/** What the actor did, how often or in which steps. */
function whatInWords(found: CorrelatedRecords, known: KnownRecords): string {
  const { correlation, known: raised } = found;
  const { deeds, lastStep, described } = known;
  if (raised.score !== undefined) return stepsInWords(raised.score, known);
  if (correlation.kind === 'temporal' || correlation.kind === 'temporal_ordered')
    return known.actors.length === 1
      ? ` ${known.stepsOf(correlation.rules).join(', then ')}`
      : `: ${countInWords(found)}${lastStep === undefined ? '' : `, most recently: ${lastStep}`}`;
  if (deeds.length === 0) return `: ${countInWords(found)}`;
  const fields = correlation.fields.map((field) => field.replace(OF_CALL, ''));
  const valuesOf = correlation.kind === 'value_count' ? listInWords(fields) : undefined;
  const isWhole = described === undefined && (valuesOf !== undefined || raised.count <= deeds.length);
  const count = numberInWords(found);
  const members = membersOf(correlation);
  const isOfSeveralCalls = raised.isOfSeveralCalls === true;
  const hasLater = raised.lastMs !== undefined && raised.lastMs > raised.instantMs;
  return ` ${renderDeeds({ deeds, isWhole, isOfSeveralCalls, hasLater, count, valuesOf, members })}`;
}

/** How many steps, of which tactics, and what they were: several rules may be about one call. */
function stepsInWords({ rules, tactics }: Score, known: KnownRecords): string {
  const steps = rules.length === 1 ? '1 step' : `${rules.length} steps`;
  const served = tactics.map((name) => name.replaceAll('-', ' '));
  const of = served.length === 0 ? '' : ` (${listInWords(served)})`;
  return ` took ${steps} that add up${of}: ${[...new Set(known.stepsOf(rules))].join(', then ')}`;
}

/** The fields of the one value that is counted, if it is always what a call was made with, or gave. */
function membersOf({ fields: [name = '', ...others], aliases }: Correlation): readonly string[] | undefined {
  const fields = Object.hasOwn(aliases, name) ? Object.values(aliases[name] ?? {}) : [name];
  return others.length === 0 && fields.every((field) => OF_CALL.test(field)) ? fields : undefined;
}

/** The group as far as it adds to the caller, the address and the text `said`: the one whom the calls concern. */
function concernsInWords(found: CorrelatedRecords, said: string): string {
  const others = [...groupFields(found)].filter(
    ([name, value]) => !OF_CALLER.test(name) && !said.includes(`'${value}'`),
  );
  return others.length === 0 ? '' : `, for ${groupInWords(others)},`;
}

function placeInWords({ regions, origin: { sourceIPAddress } }: KnownRecords): string {
  const [region = '', ...others] = regions;
  const inRegion = region === '' || others.length > 0 ? '' : ` in ${nameInWords(region, PART_LENGTH)}`;
  const from = sourceIPAddress === undefined ? '' : ` from ${nameInWords(sourceIPAddress, PART_LENGTH)}`;
  return `${inRegion}${from}`;
}

/** How many there were, where that is known; else the bounds, which held of what was counted. */
function numberInWords({ bounds, known: { count, orMore, lastMs } }: CorrelatedRecords): string {
  if (lastMs === undefined) return bounds.map(boundInWords).join(' and ');
  return `${count}${orMore === true ? ' or more' : ''}`;
}

function countInWords(found: CorrelatedRecords): string {
  const { kind, rules, fields } = found.correlation;
  const titles = listInWords(rules.map(({ title }) => `'${oneLine(title, PART_LENGTH)}'`));
  const count = numberInWords(found);
  switch (kind) {
    case 'event_count':
      return `${count} records that match ${titles}`;
    case 'value_count':
      return `${count} different values of ${listInWords(fields.map((field) => field.replace(OF_CALL, '')))} in records that match ${titles}`;
    case 'temporal':
      return `${count} of these matched together: ${titles}`;
    case 'temporal_ordered':
      return `${count} of these matched one after the other: ${titles}`;
    case 'score':
      return `alerts of ${count} rules that add up: ${titles}`;
    default:
      return kind satisfies never;
  }
}

function boundInWords({ operator, value }: CountBound): string {
  switch (operator) {
    case 'gt':
      return `more than ${value}`;
    case 'gte':
      return `${value} or more`;
    case 'lt':
      return `fewer than ${value}`;
    case 'lte':
      return `at most ${value}`;
    case 'eq':
      return `exactly ${value}`;
    case 'neq':
      return `any number but ${value}`;
    default:
      return operator satisfies never;
  }
}

/** The fields of a group with their values. */
export function groupInWords(group: readonly (readonly [name: string, value: string])[]): string {
  return listInWords(
    group.map(([name, value]) => {
      // The part before it is trailwatch's own.
      const shown = isOwnField(name) ? (name.split('.').at(-1) ?? name) : name;
      return `${shown} ${nameInWords(value, PART_LENGTH)}`;
    }),
  );
}

function listInWords(items: readonly string[]): string {
  return someOf(items, MAX_NAMED);
}

const UNITS: readonly (readonly [number, string])[] = [
  [86_400, 'day'],
  [3_600, 'hour'],
  [60, 'minute'],
  [1, 'second'],
];

/** At least as long: of what has no whole number of a unit, three or more are told, rounded up. */
function durationInWords(seconds: number): string {
  const [size, unit] = UNITS.find(([size]) => seconds % size === 0 || seconds >= 3 * size) ?? [1, 'second'];
  const number = Math.ceil(seconds / size);
  return `${number} ${unit}${number === 1 ? '' : 's'}`;
}
