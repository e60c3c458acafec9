import type { Problem } from '../../problem/problem';
import { ProblemList } from '../../problem/problem-list';
import { alternativesOf, countAlternatives } from './alternatives';
import { checkComplexity } from './check-complexity';
import { type FieldTest, matchesConsistently } from './consistent-match';
import { FieldCollector } from './event-fields';
import type { PatternMember, PatternObject, ValueMatcher } from './event-pattern-syntax';
import { type EventValue, isEventObject } from './event-value';
import { parseLocatedJson } from './located-json';
import { checkSize, MAX_ALTERNATIVES, MAX_TEXT_CHARACTERS } from './pattern-problems';
import { readPatternObject } from './read-pattern';
import { toValueTest, type ValueTest } from './value-test';

/** What the text of a pattern turned out to be. */
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
    /** What AWS leaves open about the pattern, and what is probably not meant. */
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
   * Whether the pattern matches an event. What is no object matches nothing.
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
