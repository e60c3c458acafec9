import { alternativesOf } from './alternatives';
import type { PatternMember, PatternObject, ValueMatcher } from './event-pattern-syntax';
import type { PatternProblems } from './pattern-problems';
import { REFUSED_COMPLEXITY, wildcardComplexity } from './wildcard-complexity';
import { parseWildcard, type WildcardPieces } from './wildcard-pattern';

/** Notes wildcards that are too complex together, and fields that take the place of others. */
export function checkComplexity(
  pattern: PatternObject,
  places: ReadonlyMap<PatternMember, number>,
  problems: PatternProblems,
): void {
  const placeOf = (member: PatternMember) => places.get(member) ?? 0;
  const overriding = new Set<PatternMember>();
  const alternatives = alternativesOf(pattern, (member) => overriding.add(member));
  for (const member of overriding) {
    const message =
      'this takes the place of what stands before it for the same field; both do not hold together';
    problems.warning('overridden-field', message, placeOf(member));
  }
  const fieldPlaces = new Map([...places].map(([member, at]) => [matchersOf(member), at]));
  for (const [, lists] of groupByField(alternatives.flatMap((one) => [...one]))) {
    const complexity = wildcardComplexity([...lists].flatMap(wildcardsOf));
    const [first] = [...lists].filter((matchers) => wildcardsOf(matchers).length > 0);
    noteComplexity(complexity, fieldPlaces.get(first) ?? 0, problems);
  }
}

/** The wildcards among the matchers of a field, those behind `anything-but` too. */
export function wildcardsOf(matchers: readonly ValueMatcher[]): readonly WildcardPieces[] {
  const texts = matchers.flatMap((matcher): readonly ValueMatcher[] =>
    matcher.kind === 'anythingBut' ? matcher.except : [matcher],
  );
  return texts.flatMap((one) => {
    const wildcard = one.kind === 'text' && one.relation === 'wildcard' ? parseWildcard(one.text) : undefined;
    return wildcard !== undefined && 'pieces' in wildcard ? [wildcard.pieces] : [];
  });
}

type FieldEntry = readonly [name: string, matchers: readonly ValueMatcher[]];

/** The different lists of matchers that a field has in the alternatives. */
function groupByField(
  entries: readonly FieldEntry[],
): ReadonlyMap<string, ReadonlySet<readonly ValueMatcher[]>> {
  const groups = new Map<string, Set<readonly ValueMatcher[]>>();
  for (const [name, matchers] of entries) groups.set(name, (groups.get(name) ?? new Set()).add(matchers));
  return groups;
}

function noteComplexity(complexity: number, at: number, problems: PatternProblems): void {
  if (complexity === REFUSED_COMPLEXITY) {
    const message =
      'the wildcards of this field are too complex together; use fewer stars, or longer texts before the first one';
    problems.error('too-complex', message, at);
  } else if (complexity === Number.POSITIVE_INFINITY) {
    const message =
      'the wildcards of this field may be too complex together: AWS publishes no limit; use fewer of them';
    problems.warning('unsettled-complexity', message, at);
  }
}

function matchersOf(member: PatternMember): readonly ValueMatcher[] | undefined {
  return member.kind === 'field' ? member.matchers : undefined;
}
