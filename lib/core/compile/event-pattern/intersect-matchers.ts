import type {
  AnythingButMatcher,
  NumericBound,
  TextMatcher,
  ValueMatcher,
} from '../../pattern/event-pattern/event-pattern-syntax';
import { exactDouble } from '../../pattern/event-pattern/event-value';
import { toValueTest } from '../../pattern/event-pattern/value-test';
import { renderWildcard } from '../../pattern/event-pattern/wildcard-pattern';
import { hasLetterCase } from '../text-question';

type Matchers = readonly ValueMatcher[];

/**
 * The matchers that hold for the one value of a field, or its absence, where both lists hold. Undefined where
 * EventBridge cannot express that: a field is in a pattern once.
 */
export function intersectMatchers(left: Matchers, right: Matchers): Matchers | undefined {
  const both: ValueMatcher[] = [];
  for (const one of left) {
    for (const other of right) {
      const common = intersectTwo(one, other) ?? intersectTwo(other, one);
      if (common === undefined) return undefined;
      both.push(...common);
    }
  }
  const texts = new Set<string>();
  return both.filter((matcher) => {
    const text = JSON.stringify(matcher);
    const isNew = !texts.has(text);
    texts.add(text);
    return isNew;
  });
}

/** Undefined where it is not known from this side. */
function intersectTwo(one: ValueMatcher, other: ValueMatcher): Matchers | undefined {
  switch (one.kind) {
    case 'exists':
      if (one.exists) return isAbsence(other) ? [] : [other];
      return isAbsence(other) ? [one] : [];
    case 'equals':
      return toValueTest([other])(one.value) ? [one] : [];
    case 'text':
      return intersectText(one, other);
    case 'numeric':
      return intersectNumeric(one.bounds, other);
    case 'anythingBut':
      return other.kind === 'anythingBut' ? mergeExcept(one, other) : undefined;
    case 'cidr':
      return other.kind === 'cidr' && one.range === other.range ? [one] : undefined;
    default:
      return one satisfies never;
  }
}

/** Whether it holds where the field is not there. */
export function isAbsence(matcher: ValueMatcher): boolean {
  return matcher.kind === 'exists' && !matcher.exists;
}

function intersectText(one: TextMatcher, other: ValueMatcher): Matchers | undefined {
  if (other.kind === 'numeric') return [];
  if (one.relation === 'equals') return intersectWhole(one, other);
  if (other.kind === 'anythingBut') return isOutside(one, other) ? [one] : undefined;
  if (other.kind !== 'text' || other.relation !== one.relation || other.ignoresCase !== one.ignoresCase)
    return undefined;
  const fold = (text: string) => (one.ignoresCase ? text.toLowerCase() : text);
  const fits = (text: string, end: string) =>
    one.relation === 'prefix' ? fold(text).startsWith(fold(end)) : fold(text).endsWith(fold(end));
  if (one.relation === 'wildcard') return one.text === other.text ? [one] : undefined;
  if (fits(one.text, other.text)) return [one];
  return fits(other.text, one.text) ? [other] : [];
}

/** A whole text without letter case: decided by itself, unless the other is case-sensitive. */
function intersectWhole(one: TextMatcher, other: ValueMatcher): Matchers | undefined {
  const test = toValueTest([other]);
  const { text } = one;
  if (!hasLetterCase(text) || ignoresCase(other)) return test(text) ? [one] : [];
  return undefined;
}

function ignoresCase(matcher: ValueMatcher): boolean {
  const texts = matcher.kind === 'anythingBut' ? matcher.except : [matcher];
  return texts.every((one) => one.kind === 'text' && (one.ignoresCase || !hasLetterCase(one.text)));
}

/** Whether none of the excluded whole texts has the beginning or the end. */
function isOutside(one: TextMatcher, { except }: AnythingButMatcher): boolean {
  const test = toValueTest([one]);
  return except.every((left) => {
    if (left.kind === 'equals') return !test(left.value);
    return left.relation === 'equals' && (one.ignoresCase || !hasLetterCase(one.text)) && !test(left.text);
  });
}

function intersectNumeric(bounds: readonly NumericBound[], other: ValueMatcher): Matchers | undefined {
  if (other.kind === 'anythingBut') {
    return other.except.every((one) => one.kind === 'text' || typeof one.value === 'string')
      ? [{ kind: 'numeric', bounds }]
      : undefined;
  }
  if (other.kind !== 'numeric') return other.kind === 'cidr' ? [] : undefined;
  return rangeOf([...bounds, ...other.bounds]);
}

/** The range of all bounds together, as a matcher or none. */
function rangeOf(bounds: readonly NumericBound[]): Matchers | undefined {
  const value = ({ number }: NumericBound) => exactDouble(number) ?? Number.NaN;
  const equal = bounds.find(({ operator }) => operator === '=');
  if (equal !== undefined) {
    const holds = bounds.every((bound) => toValueTest([{ kind: 'numeric', bounds: [bound] }])(equal.number));
    return holds ? [{ kind: 'numeric', bounds: [equal] }] : [];
  }
  const strictest = (sign: '>' | '<') =>
    bounds
      .filter(({ operator }) => operator.startsWith(sign))
      .sort((left, right) => {
        const order = value(right) - value(left) || left.operator.length - right.operator.length;
        return sign === '>' || value(left) === value(right) ? order : -order;
      })[0];
  const lower = strictest('>');
  const upper = strictest('<');
  if (lower === undefined || upper === undefined)
    return [{ kind: 'numeric', bounds: [lower ?? upper].filter((one) => one !== undefined) }];
  if (value(lower) < value(upper)) return [{ kind: 'numeric', bounds: [lower, upper] }];
  const isPoint = value(lower) === value(upper) && lower.operator === '>=' && upper.operator === '<=';
  return isPoint ? [{ kind: 'numeric', bounds: [{ operator: '=', number: lower.number }] }] : [];
}

/** Leaves out what either leaves out, where one `anything-but` can do both. */
function mergeExcept(one: AnythingButMatcher, other: AnythingButMatcher): Matchers | undefined {
  const except = [...one.except, ...other.except];
  const kinds = new Set(
    except.map((left) => (left.kind === 'text' ? `${left.relation}${left.ignoresCase}` : typeof left.value)),
  );
  if (kinds.size === 1) return [{ kind: 'anythingBut', except }];
  if (except.some((left) => left.kind === 'equals' && typeof left.value !== 'string')) return undefined;
  const wholes = except.map(caselessWhole);
  if (wholes.every((whole) => whole !== undefined)) return [{ kind: 'anythingBut', except: wholes }];
  const wildcards = except.map(asWildcard);
  return wildcards.every((wildcard) => wildcard !== undefined)
    ? [{ kind: 'anythingBut', except: wildcards }]
    : undefined;
}

type Left = AnythingButMatcher['except'][number];

function caselessWhole(left: Left): TextMatcher | undefined {
  if (left.kind === 'text') return left.relation === 'equals' ? left : undefined;
  if (typeof left.value !== 'string' || hasLetterCase(left.value)) return undefined;
  return { kind: 'text', relation: 'equals', ignoresCase: true, text: left.value };
}

/** The same as a wildcard, which is case-sensitive. */
function asWildcard(left: Left): TextMatcher | undefined {
  if (left.kind === 'equals') return typeof left.value === 'string' ? wildcard([left.value]) : undefined;
  if (left.relation === 'wildcard') return left;
  if (left.ignoresCase && hasLetterCase(left.text)) return undefined;
  if (left.relation === 'equals') return wildcard([left.text]);
  return wildcard(left.relation === 'prefix' ? [left.text, ''] : ['', left.text]);
}

function wildcard(pieces: readonly string[]): TextMatcher {
  return { kind: 'text', relation: 'wildcard', ignoresCase: false, text: renderWildcard(pieces) };
}
