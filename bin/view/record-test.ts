import { isIPv6 } from 'node:net';
import { actorTexts, mayBeActor } from '../../lib/core/alert/from-record/actor-texts';
import { outcomeOf } from '../../lib/core/compile/predicate/record-facts';
import { UNKNOWN_ACTOR } from '../../lib/core/fact/actor';
import { any } from '../../lib/core/fact/fact';
import { isFailure } from '../../lib/core/fact/outcome';
import type { Json } from '../../lib/core/json/json-value';
import type { CloudTrailRecord } from '../../lib/core/record/record';
import type { Condition } from '../../lib/core/rule/condition';
import { addressTest } from '../../lib/core/rule/ip-range';
import { aggregateTexts, countsFailures } from '../records/aggregate';
import { insightTexts } from '../records/insight';

/** What is asked of records; each question that is asked must hold. */
export interface RecordQuestions {
  readonly eventName?: readonly string[];
  readonly eventSource?: readonly string[];
  readonly actor?: readonly string[];
  readonly resource?: readonly string[];
  readonly eventId?: readonly string[];
  readonly errors?: boolean;
}

/** A test of records. Texts are compared without letter case; `*` in a question stands for any characters. */
export function toRecordTest(questions: RecordQuestions): (record: CloudTrailRecord) => boolean {
  const { eventName, eventSource, actor, resource, eventId, errors = false } = questions;
  const tests = [
    ...testOf(eventName, (record) => [
      record.eventName,
      ...insightTexts(record).eventName,
      ...aggregateTexts(record, ['eventName']),
    ]),
    ...testOf(eventSource, (record) => [record.eventSource, ...insightTexts(record).eventSource]),
    ...testOf(actor, (record) => [
      ...actorTexts(record),
      ...insightTexts(record).actor,
      ...aggregateTexts(record, ['userIdentity', 'sourceIpAddress']),
    ]),
    ...testOf(resource, resourceTexts),
    ...testOf(eventId, ({ eventID, eventId: inHistory }) => [eventID, inHistory]),
    ...(errors ? [hasFailed] : []),
  ];
  return (record) => tests.every((test) => test(record));
}

/** Where all texts of a question are, or several of them with slashes between. */
const ASKED = {
  eventName: (values) => ({ kind: 'contains', field: 'eventName', values, cased: false }),
  eventSource: (values) => ({ kind: 'contains', field: 'eventSource', values, cased: false }),
  actor: mayBeActor,
} as const satisfies Partial<Record<keyof RecordQuestions, (values: readonly string[]) => Condition>>;

const is = (field: string, value: string): Condition => ({
  ...{ kind: 'equals', field, values: [value], cased: false },
});

/** They have names in other places. */
const COUNTS: readonly Condition[] = [
  { kind: 'exists', field: 'insightDetails' },
  is('eventType', 'AwsAggregatedEvent'),
  is('eventCategory', 'Aggregated'),
];

/** The one letter whose small form is two, of which the first is one of ASCII. */
const DOTTED_I = 'İ';

/** Holds for every record that passes the test of questions, and for some others. Undefined if any record may pass. */
export function askedCondition(questions: RecordQuestions): Condition | undefined {
  const asked = Object.entries(ASKED).flatMap(([name, holding]) => {
    const wanted = questions[name as keyof typeof ASKED]?.map(lettersOf) ?? [];
    if (wanted.length === 0 || wanted.includes('')) return [];
    return [any(holding([...wanted, DOTTED_I]), ...COUNTS)];
  });
  return asked.length === 0 ? undefined : { kind: 'and', of: asked };
}

/** The longest part of a question that one of the fields has to hold as it is; empty if there is none. */
function lettersOf(wanted: string): string {
  if (isIPv6(wanted) || toMatcher(wanted)(UNKNOWN_ACTOR)) return '';
  const found = wanted.toLowerCase().match(/[a-z0-9.:@_-]+/g) ?? [];
  return found.reduce((longest, one) => (one.length > longest.length ? one : longest), '');
}

type RecordTest = (record: CloudTrailRecord) => boolean;

function testOf(
  wanted: readonly string[] | undefined,
  textsOf: (record: CloudTrailRecord) => readonly unknown[],
): readonly RecordTest[] {
  if (wanted === undefined) return [];
  const matchers = wanted.map(toMatcher);
  return [
    (record) =>
      textsOf(record).some((text) => typeof text === 'string' && matchers.some((matches) => matches(text))),
  ];
}

/**
 * In time linear in the length of the text for each piece: the first place of a piece is always the best one. An address of IPv6 has many
 * spellings.
 */
function toMatcher(wanted: string): (text: string) => boolean {
  if (isIPv6(wanted)) return addressTest([wanted]);
  const pieces = wanted.toLowerCase().split('*');
  const [first = '', ...others] = pieces;
  const last = others.pop();
  if (last === undefined) return (text) => text.toLowerCase() === first;
  return (text) => {
    const folded = text.toLowerCase();
    if (!folded.startsWith(first)) return false;
    let at = first.length;
    for (const piece of others) {
      const found = folded.indexOf(piece, at);
      if (found < 0) return false;
      at = found + piece.length;
    }
    return folded.length - last.length >= at && folded.endsWith(last);
  };
}

/** The resources of a record, and all texts of its parameters; of an ARN, also the name at its end. */
function resourceTexts(record: CloudTrailRecord): readonly string[] {
  const { resources, requestParameters } = record;
  const texts = [...aggregateTexts(record, ['resourceARN'])];
  collect([(resources ?? null) as Json, (requestParameters ?? null) as Json], texts);
  return texts.flatMap((text) => [text, ...namesOf(text)]);
}

function collect(value: Json, texts: string[]): void {
  if (typeof value === 'string') texts.push(value);
  else if (typeof value === 'object' && value !== null) {
    for (const member of Object.values(value)) collect(member as Json, texts);
  }
}

function namesOf(text: string): readonly string[] {
  if (!text.startsWith('arn:')) return [];
  const name = text.split(':').slice(5).join(':');
  return [name, name.slice(name.lastIndexOf('/') + 1), name.slice(name.lastIndexOf(':') + 1)];
}

/** Whether a call did not succeed, or a summary counts calls that did not. */
function hasFailed(record: CloudTrailRecord): boolean {
  return isFailure(outcomeOf(record)) || countsFailures(record);
}
