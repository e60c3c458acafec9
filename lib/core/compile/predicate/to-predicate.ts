import type { Json, JsonObject } from '../../json/json-value';
import { compileFieldPath, hasField, readField, someValue } from '../../record/field-path';
import type {
  CompareCondition,
  Condition,
  DocumentCondition,
  ElementCondition,
  OutsideAccountCondition,
  SameAsCondition,
  TimePartCondition,
} from '../../rule/condition';
import { foldCondition, foldingOf } from '../../rule/fold-case';
import { addressTest } from '../../rule/ip-range';
import { numberOfText } from '../../rule/number-text';
import { PARAMETERS, someGivenTo } from '../given-to';
import type { Atom } from '../negation-normal-form';
import { applyOperator, type OperatorTable } from '../operators';
import { holdsNull, someDocument, someElement, someLeafText, someText } from '../text-form';
import { RECIPIENT_FIELD } from './atom-fields';
import { toTextTest } from './text-test';

/** An ARN's first four parts, and its account; `[^:]` because none of them holds a colon. */
const ARN = /^arn:[^:]*:[^:]*:[^:]*:(\d{12}):/;

const ACCOUNT = /^\d{12}$/;

/** Whether a record satisfies a condition. Throws only for a regular expression that cannot be used; `parseSigma` lets none through. */
export type Predicate = (record: JsonObject) => boolean;

/** Whether any JSON satisfies a condition: a record, or an element or a document in that record. */
export type Test = (root: Json, record: Json) => boolean;

/**
 * Compiles a condition in the plainest way: this is what the tree means, and every other target must agree with it.
 */
export function toPredicate(condition: Condition): Predicate {
  const test = toTest(condition);
  return (record) => test(record, record);
}

function toTest(condition: Condition): Test {
  return foldCondition(condition, {
    atom: toAtomTest,
    all: allOf,
    any: anyOf,
    not: notHolding,
  });
}

/** The test of an atom. */
export function toAtomTest(atom: Atom): Test {
  return applyOperator(MEANINGS, atom, undefined);
}

/** `2023-07-10`, `2023-07-10T12:05:00Z`, `2023-07-10 12:05:00.123+02:00`; without an offset it is UTC. */
const DATE =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?(?:Z|([+-])(\d\d):?(\d\d))?)?$/i;

const MINUTE_MS = 60_000;

const DAY_MS = 86_400_000;

/** A part of the date in a text, in UTC; undefined if the text is not an ISO 8601 date. Months count from 1. */
export function timePartOf(text: string, part: TimePartCondition['part']): number | undefined {
  const date = dateOf(text);
  if (date === undefined) return undefined;
  switch (part) {
    case 'minute':
      return date.getUTCMinutes();
    case 'hour':
      return date.getUTCHours();
    case 'day':
      return date.getUTCDate();
    case 'week':
      return isoWeekOf(date);
    case 'month':
      return date.getUTCMonth() + 1;
    case 'year':
      return date.getUTCFullYear();
    default:
      return part satisfies never;
  }
}

function dateOf(text: string): Date | undefined {
  const found = DATE.exec(text);
  if (found === null) return undefined;
  const [year, month, day, hour, minute, second] = found.slice(1, 7).map((piece) => Number(piece ?? 0));
  const date = new Date(0);
  date.setUTCFullYear(year ?? 0, (month ?? 1) - 1, day);
  date.setUTCHours(hour ?? 0, minute, second);
  if (date.getUTCMonth() + 1 !== month || date.getUTCDate() !== day || (hour ?? 0) > 23) return undefined;
  if ((minute ?? 0) > 59 || (second ?? 0) > 59) return undefined;
  const [sign, hours, minutes] = found.slice(7);
  const offset = Number(hours ?? 0) * 60 + Number(minutes ?? 0);
  return new Date(date.getTime() - (sign === '-' ? -offset : offset) * MINUTE_MS);
}

/** ISO 8601: weeks begin on Monday, and the first one is that with the year's first Thursday. */
function isoWeekOf(date: Date): number {
  const midnight = Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate());
  const daysSinceMonday = (date.getUTCDay() + 6) % 7;
  const thursday = new Date(midnight + (3 - daysSinceMonday) * DAY_MS);
  const newYear = Date.UTC(thursday.getUTCFullYear(), 0, 1);
  return 1 + Math.floor((thursday.getTime() - newYear) / (7 * DAY_MS));
}

/** The meaning of each operator; every other target must agree. */
const MEANINGS: OperatorTable<undefined, Test> = {
  text: ({ field, question }) => someTextAt(field, toTextTest(question)),
  cidr: ({ field, ranges }) => someTextAt(field, addressTest(ranges)),
  compare: compareTest,
  isNull: ({ field }) => nullTest(field),
  exists: ({ field }) => existsTest(field),
  sameAs: sameAsTest,
  timePart: timePartTest,
  element: elementTest,
  document: documentTest,
  outsideAccount: outsideAccountTest,
  keyword: ({ question }) => someLeaf(toTextTest(question)),
};

function allOf(tests: readonly Test[]): Test {
  return (root, record) => {
    for (const test of tests) if (!test(root, record)) return false;
    return true;
  };
}

function anyOf(tests: readonly Test[]): Test {
  return (root, record) => {
    for (const test of tests) if (test(root, record)) return true;
    return false;
  };
}

function notHolding(test: Test): Test {
  return (root, record) => !test(root, record);
}

function someTextAt(field: string, holds: (text: string) => boolean): Test {
  const path = compileFieldPath(field);
  const holdsOfValue = (value: Json) => someText(value, holds);
  return (root) => someValue(root, path, holdsOfValue);
}

function compareTest(condition: CompareCondition): Test {
  const relation = RELATIONS[condition.operator];
  return someTextAt(condition.field, (text) => {
    const number = numberOfText(text);
    return number !== undefined && relation(number, condition.value);
  });
}

function timePartTest(condition: TimePartCondition): Test {
  const relation = RELATIONS[condition.operator];
  return someTextAt(condition.field, (text) => {
    const part = timePartOf(text, condition.part);
    return part !== undefined && relation(part, condition.value);
  });
}

const RELATIONS: Readonly<Record<TimePartCondition['operator'], (left: number, right: number) => boolean>> = {
  eq: (left, right) => left === right,
  lt: (left, right) => left < right,
  lte: (left, right) => left <= right,
  gt: (left, right) => left > right,
  gte: (left, right) => left >= right,
};

function nullTest(field: string): Test {
  const path = compileFieldPath(field);
  return (root) => !hasField(root, path) || readField(root, path).some(holdsNull);
}

function existsTest(field: string): Test {
  const path = compileFieldPath(field);
  return (root) => hasField(root, path);
}

const RELATION_TESTS: Readonly<
  Record<SameAsCondition['relation'], (text: string, value: string) => boolean>
> = {
  equals: (text, value) => text === value,
  startsWith: (text, value) => text.startsWith(value),
  endsWith: (text, value) => text.endsWith(value),
  contains: (text, value) => text.includes(value),
};

function sameAsTest(condition: SameAsCondition): Test {
  const fold = foldingOf(condition);
  const compare = RELATION_TESTS[condition.relation];
  const path = compileFieldPath(condition.field);
  const other = compileFieldPath(condition.other);
  return (root) =>
    someValue(root, path, (value) =>
      someText(value, (text) =>
        someValue(root, other, (otherValue) =>
          someText(otherValue, (otherText) => compare(fold(text), fold(otherText))),
        ),
      ),
    );
}

function elementTest(condition: ElementCondition): Test {
  const path = compileFieldPath(condition.field);
  const test = toTest(condition.of);
  return (root, record) =>
    someValue(root, path, (value) => someElement(value, (element) => test(element, record)));
}

function documentTest(condition: DocumentCondition): Test {
  const path = compileFieldPath(condition.field);
  const test = toTest(condition.of);
  return (root, record) =>
    someValue(root, path, (value) =>
      someElement(value, (element) => someDocument(element, (document) => test(document, record))),
    );
}

function outsideAccountTest(condition: OutsideAccountCondition): Test {
  const path = compileFieldPath(condition.field);
  const own = new Set(condition.own);
  return (root, record) => {
    const isOutside = (text: string) => {
      const account = accountNamedBy(text);
      return account !== undefined && !own.has(account) && !isRecipient(record, account);
    };
    return someValue(root, path, (value) =>
      condition.field === PARAMETERS ? someGivenTo(value, isOutside) : someText(value, isOutside),
    );
  };
}

function isRecipient(record: Json, account: string): boolean {
  return someValue(record, RECIPIENT, (value) => someText(value, (text) => text === account));
}

const RECIPIENT = compileFieldPath(RECIPIENT_FIELD);

function someLeaf(holds: (text: string) => boolean): Test {
  return (root) => someLeafText(root, holds);
}

/** The account that a text names: twelve digits, alone or as the fifth part of an ARN. Undefined if it names none. */
function accountNamedBy(text: string): string | undefined {
  return ACCOUNT.test(text) ? text : ARN.exec(text)?.[1];
}
