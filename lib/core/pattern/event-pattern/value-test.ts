import type {
  AnythingButMatcher,
  NumericBound,
  Scalar,
  TextMatcher,
  ValueMatcher,
} from './event-pattern-syntax';
import { exactDouble, JsonNumber, sameNumber } from './event-value';
import { addressTestOf, digitsTest, rangeTest } from './pattern-address';
import { fitsWildcard, parseWildcard } from './wildcard-pattern';

/** Whether a value that is there satisfies what a field requires. */
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
  const ofNumber = digitsTest(range);
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

/**
 * Whether a text equals, begins or ends with another one, whatever the case of its letters, as event-ruler has it: each
 * UTF-16 unit of the pattern matches its lower-case and its upper-case form, which may be longer than one.
 */
function caselessTest(relation: 'equals' | 'prefix' | 'suffix', pattern: string): (text: string) => boolean {
  const units = pattern.split('').map(formsOf);
  if (relation === 'suffix') {
    return (text) =>
      endsOf([...units].reverse(), text.length, (form, end) => beginsAt(text, form, end)).size > 0;
  }
  const forwards = (text: string) =>
    endsOf(units, 0, (form, start) => (text.startsWith(form, start) ? start + form.length : undefined));
  return relation === 'prefix'
    ? (text) => forwards(text).size > 0
    : (text) => forwards(text).has(text.length);
}

/** The lower-case and the upper-case form of one UTF-16 unit. */
function formsOf(unit: string): readonly string[] {
  return [...new Set([unit.toLowerCase(), unit.toUpperCase()])];
}

/** The offsets that can be reached from `start` when one form of each unit is gone over. */
function endsOf(
  units: readonly (readonly string[])[],
  start: number,
  goOver: (form: string, at: number) => number | undefined,
): ReadonlySet<number> {
  let offsets = new Set([start]);
  for (const forms of units) {
    const next = new Set<number>();
    for (const offset of offsets) {
      for (const form of forms) {
        const reached = goOver(form, offset);
        if (reached !== undefined) next.add(reached);
      }
    }
    if (next.size === 0) return next;
    offsets = next;
  }
  return offsets;
}

function beginsAt(text: string, form: string, end: number): number | undefined {
  const start = end - form.length;
  return start >= 0 && text.startsWith(form, start) ? start : undefined;
}
