import { type Problem, ProblemList } from '../../problem/problem';
import { FieldCollector, type FieldTest, matchesConsistently } from './consistent-match';
import type { PatternMember, PatternObject, ValueMatcher } from './event-pattern-syntax';
import { type EventValue, isEventObject } from './event-value';
import { parseLocatedJson } from './located-json';
import {
  alternativesOf,
  checkSize,
  countAlternatives,
  MAX_ALTERNATIVES,
  MAX_TEXT_CHARACTERS,
  type PatternProblems,
} from './pattern-problems';
import { readPatternObject } from './read-pattern';
import { toValueTest, type ValueTest } from './value-test';
import {
  parseWildcard,
  REFUSED_COMPLEXITY,
  type WildcardPieces,
  wildcardComplexity,
} from './wildcard-pattern';

type FieldEntry = readonly [name: string, matchers: readonly ValueMatcher[]];

/** The result of parsing the text of a pattern. */
export type ParsedEventPattern =
  | { readonly pattern: EventPattern }
  /** At least one of them is an error. */
  | { readonly problems: readonly Problem[] };

/**
 * Reads an EventBridge event pattern with every operator and limit of the service, as PutRule and TestEventPattern
 * do. Never throws.
 *
 * @param file the name of the pattern's file, for the problems
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
export function parseEventPattern(text: string, file = 'pattern'): ParsedEventPattern {
  const problems = new ProblemList(file, text);
  const pattern = readPattern(text, problems);
  const hasError = problems.all.some(({ severity }) => severity === 'error');
  return pattern === undefined || hasError ? { problems: problems.all } : { pattern: pattern(problems.all) };
}

/** An event pattern that can be tried on events. */
export class EventPattern {
  private readonly alternatives: readonly (readonly FieldTest[])[];
  private readonly collector: FieldCollector;

  /** Made by {@link parseEventPattern}. */
  constructor(
    readonly syntax: PatternObject,
    /** What AWS leaves open about the pattern, and what is probably not intended. */
    readonly warnings: readonly Problem[],
  ) {
    const compile = compileOnce();
    this.alternatives = alternativesOf(syntax, () => undefined).map((alternative) =>
      [...alternative]
        .sort(([left], [right]) => (left < right ? -1 : 1))
        .map(([name, matchers]) => ({
          name,
          holds: compile(matchers),
          orAbsent: matchers.some((matcher) => matcher.kind === 'exists' && !matcher.exists),
        })),
    );
    this.collector = new FieldCollector(new Set(this.alternatives.flat().map(({ name }) => name)));
  }

  /**
   * Whether the pattern matches an event. A value that is not an object matches nothing.
   *
   * @throws RangeError if the event has hundreds of thousands of ways to choose elements of its arrays
   */
  matches(event: EventValue): boolean {
    if (!isEventObject(event)) return false;
    const fields = this.collector.collect(event);
    return this.alternatives.some((tests) => matchesConsistently(tests, fields));
  }
}

function readPattern(
  text: string,
  problems: ProblemList,
): ((warnings: readonly Problem[]) => EventPattern) | undefined {
  if (text.length > MAX_TEXT_CHARACTERS) {
    const message = `the text has ${text.length} characters, and at most ${MAX_TEXT_CHARACTERS} are read`;
    problems.error('too-long', message, 0);
    return undefined;
  }
  const parsed = parseLocatedJson(text);
  if ('problem' in parsed) {
    problems.error('invalid-json', parsed.problem.message, parsed.problem.at);
    return undefined;
  }
  const { root } = parsed;
  if (root.kind !== 'object') {
    problems.error('not-an-object', 'a pattern is a JSON object, such as {"source":["aws.s3"]}', root.at);
    return undefined;
  }
  const places = new Map<PatternMember, number>();
  const syntax = readPatternObject(root, { problems, places });
  checkSize(syntax, text, problems);
  if (countAlternatives(syntax) > MAX_ALTERNATIVES) return undefined;
  checkComplexity(syntax, places, problems);
  return (warnings) => new EventPattern(syntax, warnings);
}

/** The same list of matchers is part of many alternatives; it is compiled once. */
function compileOnce(): (matchers: readonly ValueMatcher[]) => ValueTest {
  const compiled = new Map<readonly ValueMatcher[], ValueTest>();
  return (matchers) => {
    const known = compiled.get(matchers) ?? toValueTest(matchers);
    compiled.set(matchers, known);
    return known;
  };
}

/** Notes wildcards that are too complex together, and fields that take the place of others. */
function checkComplexity(
  pattern: PatternObject,
  places: ReadonlyMap<PatternMember, number>,
  problems: PatternProblems,
): void {
  const placeOf = (member: PatternMember) => places.get(member) ?? 0;
  const overriding = new Set<PatternMember>();
  const alternatives = alternativesOf(pattern, (member) => overriding.add(member));
  for (const member of overriding) {
    const message = 'this replaces an earlier entry for the same field; the two are not combined';
    problems.warning('overridden-field', message, placeOf(member));
  }
  const fieldPlaces = new Map([...places].map(([member, at]) => [matchersOf(member), at]));
  for (const [, lists] of groupByField(alternatives.flatMap((one) => [...one]))) {
    const complexity = wildcardComplexity([...lists].flatMap(wildcardsOf));
    const [first] = [...lists].filter((matchers) => wildcardsOf(matchers).length > 0);
    noteComplexity(complexity, fieldPlaces.get(first) ?? 0, problems);
  }
}

/** The wildcards among the matchers of a field, including those under `anything-but`. */
function wildcardsOf(matchers: readonly ValueMatcher[]): readonly WildcardPieces[] {
  const texts = matchers.flatMap((matcher): readonly ValueMatcher[] =>
    matcher.kind === 'anythingBut' ? matcher.except : [matcher],
  );
  return texts.flatMap((one) => {
    const wildcard = one.kind === 'text' && one.relation === 'wildcard' ? parseWildcard(one.text) : undefined;
    return wildcard !== undefined && 'pieces' in wildcard ? [wildcard.pieces] : [];
  });
}

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
