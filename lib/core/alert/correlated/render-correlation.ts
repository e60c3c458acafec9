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
  const { correlation, known: raised } = found;
  const { who } = known;
  const span = `within ${durationInWords(correlation.timespanSeconds)}`;
  const last = toEventTime(raised.instantMs);
  const when = known.firstTime === last ? `at ${last}` : `from ${known.firstTime} to ${last}`;
  if (who === undefined)
    return oneLine(
      `${countInWords(found)} ${span} for ${groupInWords(namedGroup(found))}, ${when}`,
      MAX_SUMMARY_LENGTH,
    );
  const what = whatInWords(found, known);
  const tail = `${concernsInWords(found, what)}${placeInWords(known)}, ${span}, ${when}`;
  return `${oneLine(`${who}${what}`, MAX_SUMMARY_LENGTH - tail.length)}${tail}`;
}

/** What the actor did, how often or in which steps. */
function whatInWords(found: CorrelatedRecords, known: KnownRecords): string {
  const { correlation, bounds } = found;
  const { deeds, lastStep, described } = known;
  if (correlation.kind === 'temporal' || correlation.kind === 'temporal_ordered')
    return known.actors.length === 1
      ? ` ${known.stepsOf(correlation.rules).join(', then ')}`
      : `: ${countInWords(found)}${lastStep === undefined ? '' : `, most recently: ${lastStep}`}`;
  if (deeds.length === 0) return `: ${countInWords(found)}`;
  const fields = correlation.fields.map((field) => field.replace(OF_CALL, ''));
  const valuesOf = correlation.kind === 'value_count' ? listInWords(fields) : undefined;
  const count = bounds.map(boundInWords).join(' and ');
  const members = membersOf(correlation);
  return ` ${renderDeeds({ deeds, isWhole: described === undefined, count, valuesOf, members })}`;
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

function countInWords({ correlation: { kind, rules, fields }, bounds }: CorrelatedRecords): string {
  const titles = listInWords(rules.map(({ title }) => `'${oneLine(title, PART_LENGTH)}'`));
  const count = bounds.map(boundInWords).join(' and ');
  switch (kind) {
    case 'event_count':
      return `${count} records that match ${titles}`;
    case 'value_count':
      return `${count} different values of ${listInWords(fields.map((field) => field.replace(OF_CALL, '')))} in records that match ${titles}`;
    case 'temporal':
      return `${count} of these matched together: ${titles}`;
    case 'temporal_ordered':
      return `${count} of these matched one after the other: ${titles}`;
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

function durationInWords(seconds: number): string {
  const [size, unit] = UNITS.find(([size]) => seconds % size === 0) ?? [1, 'second'];
  const number = seconds / size;
  return `${number} ${unit}${number === 1 ? '' : 's'}`;
}
