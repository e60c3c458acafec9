import type { Json, JsonObject } from '../../json/json-value';
import { compileFieldPath, hasField, readField, someValue } from '../../record/field-path';
import type {
  CompareCondition,
  Condition,
  DocumentCondition,
  ElementCondition,
  KeywordCondition,
  OutsideAccountCondition,
  SameAsCondition,
  TextCondition,
  TimePartCondition,
  WildcardCondition,
} from '../../rule/condition';
import { foldCase } from '../../rule/fold-case';
import { addressTest } from '../../rule/ip-range';
import { numberOfText } from '../../rule/number-text';
import { compileExpression } from '../../rule/regular-expression';
import { accountNamedBy } from '../named-account';
import { someDocument } from '../text-document';
import { holdsNull, someElement, someLeafText, someText } from '../text-form';
import { timePartOf } from '../time-part';
import { toPatternTest } from './wildcard-match';

/** Whether a record satisfies a condition. Never throws. */
export type Predicate = (record: JsonObject) => boolean;

/** Whether any JSON satisfies a condition: a record, or an element or a document in that record. */
type Test = (root: Json, record: Json) => boolean;

/**
 * Compiles a condition in the plainest way: it says what the tree means, and every other engine must agree with it.
 *
 * @throws if the condition holds a regular expression that cannot be used; `parseSigma` lets none through
 */
export function toPredicate(condition: Condition): Predicate {
  const test = toTest(condition);
  return (record) => test(record, record);
}

function toTest(condition: Condition): Test {
  switch (condition.kind) {
    case 'and':
      return allOf(condition.of.map(toTest));
    case 'or':
      return anyOf(condition.of.map(toTest));
    case 'not':
      return notHolding(toTest(condition.of));
    case 'equals':
    case 'startsWith':
    case 'endsWith':
    case 'contains':
      return textTest(condition);
    case 'wildcard':
      return wildcardTest(condition);
    case 'matches':
      return someTextAt(condition.field, searchOf(condition.expression, condition.flags));
    case 'cidr':
      return someTextAt(condition.field, addressTest(condition.ranges));
    case 'compare':
      return compareTest(condition);
    case 'isNull':
      return nullTest(condition.field);
    case 'exists':
      return existsTest(condition.field);
    case 'sameAs':
      return sameAsTest(condition);
    case 'timePart':
      return timePartTest(condition);
    case 'element':
      return elementTest(condition);
    case 'document':
      return documentTest(condition);
    case 'outsideAccount':
      return outsideAccountTest(condition);
    case 'keyword':
      return keywordTest(condition);
    case 'keywordMatches':
      return someLeaf(searchOf(condition.expression, condition.flags));
    default:
      return condition satisfies never;
  }
}

function allOf(tests: readonly Test[]): Test {
  return (root, record) => tests.every((test) => test(root, record));
}

function anyOf(tests: readonly Test[]): Test {
  return (root, record) => tests.some((test) => test(root, record));
}

function notHolding(test: Test): Test {
  return (root, record) => !test(root, record);
}

function someTextAt(field: string, holds: (text: string) => boolean): Test {
  const path = compileFieldPath(field);
  return (root) => someValue(root, path, (value) => someText(value, holds));
}

function textTest(condition: TextCondition): Test {
  const fold = folding(condition.cased);
  const compare = COMPARISONS[condition.kind];
  const values = condition.values.map(fold);
  return someTextAt(condition.field, (text) => {
    const folded = fold(text);
    return values.some((value) => compare(folded, value));
  });
}

const COMPARISONS: Readonly<Record<TextCondition['kind'], (text: string, value: string) => boolean>> = {
  equals: (text, value) => text === value,
  startsWith: (text, value) => text.startsWith(value),
  endsWith: (text, value) => text.endsWith(value),
  contains: (text, value) => text.includes(value),
};

function wildcardTest(condition: WildcardCondition): Test {
  const fold = folding(condition.cased);
  const tests = condition.patterns.map((pattern) => toPatternTest(pattern, fold));
  return someTextAt(condition.field, (text) => {
    const folded = fold(text);
    return tests.some((test) => test(folded));
  });
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

function sameAsTest(condition: SameAsCondition): Test {
  const fold = folding(condition.cased);
  const compare = COMPARISONS[condition.relation];
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
    return someValue(root, path, (value) => someText(value, isOutside));
  };
}

function isRecipient(record: Json, account: string): boolean {
  return someValue(record, RECIPIENT, (value) => someText(value, (text) => text === account));
}

const RECIPIENT = compileFieldPath('recipientAccountId');

function keywordTest(condition: KeywordCondition): Test {
  const fold = folding(condition.cased);
  const tests = condition.patterns.map((pattern) =>
    toPatternTest([{ any: true }, ...pattern, { any: true }], fold),
  );
  return someLeaf((text) => {
    const folded = fold(text);
    return tests.some((test) => test(folded));
  });
}

function someLeaf(holds: (text: string) => boolean): Test {
  return (root) => someLeafText(root, holds);
}

function searchOf(expression: string, flags: string): (text: string) => boolean {
  const compiled = compileExpression(expression, flags);
  if ('fault' in compiled)
    throw new Error(`the regular expression '${expression}' cannot be used: ${compiled.fault}`);
  return compiled.isFoundIn;
}

function folding(cased: boolean): (text: string) => string {
  return cased ? (text) => text : foldCase;
}
