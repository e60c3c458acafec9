import { caselessTest } from './caseless-test';
import type {
  AnythingButMatcher,
  NumericBound,
  Scalar,
  TextMatcher,
  ValueMatcher,
} from './event-pattern-syntax';
import { exactDouble, JsonNumber, sameNumber } from './event-value';
import { addressTestOf, numberRangeTest, rangeTest } from './pattern-address';
import { fitsWildcard, parseWildcard } from './wildcard-pattern';

/** Whether a value that is there satisfies what a field asks for. */
export type ValueTest = (value: Scalar) => boolean;

/** Compiles the matchers of a field; any of them may hold. `{"exists":false}` holds for no value. */
export function toValueTest(matchers: readonly ValueMatcher[]): ValueTest {
  const tests = matchers.map(toTest);
  return (value) => tests.some((test) => test(value));
}

function toTest(matcher: ValueMatcher): ValueTest {
  switch (matcher.kind) {
    case 'equals':
      return equalityTest(matcher.value);
    case 'text':
      return ofTexts(textTest(matcher));
    case 'numeric':
      return numericTest(matcher.bounds);
    case 'anythingBut':
      return anythingButTest(matcher);
    case 'exists':
      return () => matcher.exists;
    case 'cidr':
      return cidrTest(matcher.range);
    default:
      return matcher satisfies never;
  }
}

function ofTexts(holds: (text: string) => boolean): ValueTest {
  return (value) => typeof value === 'string' && holds(value);
}

function cidrTest(range: string): ValueTest {
  const ofText = rangeTest(range);
  const ofNumber = numberRangeTest(range);
  return (value) => {
    if (typeof value === 'string') return ofText(value);
    return value instanceof JsonNumber && ofNumber(value.literal);
  };
}

function equalityTest(expected: Scalar): ValueTest {
  const isSameAddress = typeof expected === 'string' ? addressTestOf(expected) : undefined;
  if (isSameAddress !== undefined) return ofTexts(isSameAddress);
  return (value) => isEqual(value, expected);
}

function isEqual(value: Scalar, expected: Scalar): boolean {
  if (expected instanceof JsonNumber) return value instanceof JsonNumber && sameNumber(value, expected);
  return value === expected;
}

/**
 * EventBridge compares texts with the quotation marks that JSON has around them: the prefix `a"` matches the text `a`, and
 * so does the suffix `"a`.
 */
function textTest({ relation, ignoresCase, text }: TextMatcher): (value: string) => boolean {
  if (relation === 'wildcard') {
    const wildcard = parseWildcard(text);
    return 'pieces' in wildcard ? (value) => fitsWildcard(wildcard.pieces, value) : () => false;
  }
  const holds = ignoresCase ? caselessTest(relation, text) : exactTest(relation, text);
  if (relation === 'prefix') return (value) => holds(`${value}"`);
  return relation === 'suffix' ? (value) => holds(`"${value}`) : holds;
}

function exactTest(relation: 'prefix' | 'suffix' | 'equals', text: string): (value: string) => boolean {
  if (relation === 'prefix') return (value) => value.startsWith(text);
  return relation === 'suffix' ? (value) => value.endsWith(text) : (value) => value === text;
}

function numericTest(bounds: readonly NumericBound[]): ValueTest {
  const tests = bounds.map(({ operator, number }) => {
    const limit = exactDouble(number) ?? Number.NaN;
    return (value: number) => RELATIONS[operator](value, limit);
  });
  return (value) => {
    const double = value instanceof JsonNumber ? exactDouble(value) : undefined;
    return double !== undefined && tests.every((test) => test(double));
  };
}

const RELATIONS: Readonly<Record<NumericBound['operator'], (left: number, right: number) => boolean>> = {
  '=': (left, right) => left === right,
  '<': (left, right) => left < right,
  '<=': (left, right) => left <= right,
  '>': (left, right) => left > right,
  '>=': (left, right) => left >= right,
};

/** Texts are compared as texts here, also those that are addresses. */
function anythingButTest({ except }: AnythingButMatcher): ValueTest {
  const tests = except.map((one): ValueTest => {
    if (one.kind === 'text') return ofTexts(textTest(one));
    return (value) => isEqual(value, one.value);
  });
  return (value) => !tests.some((test) => test(value));
}
