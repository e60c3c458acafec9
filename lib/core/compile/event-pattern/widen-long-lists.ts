import type { ValueMatcher } from '../../pattern/event-pattern/event-pattern-syntax';
import type { Constraint, Disjunction } from './conjunction';
import { mergeAlike } from './disjunction';
import { isAbsence } from './intersect-matchers';

/** Calls of which exceptions take a fifth of each pattern. */
const LONG_LIST = 30;

/** Letters that names share for which one beginning stands: the verb, and enough of what it is about. */
const SHARED_LETTERS = 10;

/**
 * A few more events match, in fewer patterns: where a call must be one of many, what a record must not be is left out, so that the
 * lists of several rules become one, and beginnings stand for names. It is not named among what is widened: only the bus asks for it,
 * whose function matches again.
 */
export function widenLongLists(disjunction: Disjunction): Disjunction {
  const merged = mergeAlike(disjunction.map((one) => (one.some(isLong) ? one.filter(hasNoException) : one)));
  return merged.map((one) =>
    one.map((each) => (isLong(each) ? { ...each, matchers: withBeginnings(each.matchers) } : each)),
  );
}

function isLong({ field, matchers }: Constraint): boolean {
  return field === 'eventName' && matchers.length > LONG_LIST;
}

function hasNoException({ matchers }: Constraint): boolean {
  return !matchers.some((matcher) => matcher.kind === 'anythingBut' || isAbsence(matcher));
}

function withBeginnings(matchers: readonly ValueMatcher[]): readonly ValueMatcher[] {
  const groups = new Map<string, ValueMatcher[]>();
  for (const matcher of matchers) {
    const key = nameOf(matcher)?.slice(0, SHARED_LETTERS) ?? JSON.stringify(matcher);
    groups.set(key, [...(groups.get(key) ?? []), matcher]);
  }
  return [...groups.values()].flatMap((group) => (group.length === 1 ? group : [beginningOf(group)]));
}

/** The name that a matcher asks for, letter for letter. */
function nameOf(matcher: ValueMatcher): string | undefined {
  const isName = matcher.kind === 'equals' && typeof matcher.value === 'string';
  return isName ? String(matcher.value) : undefined;
}

function beginningOf(group: readonly ValueMatcher[]): ValueMatcher {
  const [first = '', ...others] = group.map((matcher) => nameOf(matcher) ?? '');
  const differing = [...first].findIndex((letter, at) => others.some((other) => other[at] !== letter));
  const text = differing === -1 ? first : first.slice(0, differing);
  return { kind: 'text', relation: 'prefix', ignoresCase: false, text };
}
