import { readFileSync } from 'node:fs';
import { parseEventPattern } from '../../../lib/core/pattern/event-pattern/event-pattern';
import { parseEvents } from '../../../lib/core/pattern/event-pattern/event-value';
import { Tally } from '../../../test/equivalence/tally';
import { corpusPath } from '../../../test/parity/corpus';
import type { Outcome } from '../outcome';
import type { RandomCases } from './check-compiled';
import type { EventRuler, RulerVerdicts } from './event-ruler';
import { randomPatternCases } from './random-event-pattern';

/** Random patterns of a question, and events. */
const BATCH = { patterns: 300, events: 80 };

/**
 * The offline evaluator against event-ruler: the same patterns are valid, and the valid ones match the same events. Where
 * one list mixes texts with numbers or ranges, event-ruler misses some values; such differences are counted apart.
 */
export async function checkGrammar(
  ruler: EventRuler,
  { verdicts, seed }: RandomCases,
  outcome: Outcome,
): Promise<void> {
  const tally = new Tally();
  const found: string[] = [];
  for (let round = 0; tally.of('verdicts') < verdicts; round++) {
    const { patterns, events } = randomPatternCases(
      Math.imul(seed, 1_009) + 2 * round,
      BATCH.patterns,
      BATCH.events,
    );
    const answers = await ruler.match(patterns, events);
    for (const [index, answer] of answers.entries()) {
      found.push(...comparePattern(patterns[index] ?? '', events, answer, tally));
    }
  }
  const counts = ['valid', 'not valid', 'known to differ'].map((name) => `${tally.of(name)} ${name}`);
  outcome.check(
    found.length === 0,
    `the offline evaluator and event-ruler, random patterns (seed ${seed}): ${tally.of('verdicts')} verdicts, ${found.length} differ; patterns: ${counts.join(', ')}`,
    found.slice(0, 5),
  );
}

function comparePattern(
  text: string,
  events: readonly string[],
  answer: RulerVerdicts,
  tally: Tally,
): readonly string[] {
  const parsed = parseEventPattern(text);
  const isValid = 'pattern' in parsed;
  tally.add(isValid ? 'valid' : 'not valid');
  if (!('verdicts' in answer)) {
    return isValid && !isStricterHere(answer.refused)
      ? [`only event-ruler refuses ${text}: ${answer.refused}`]
      : [];
  }
  if (!isValid) return [`only the evaluator refuses ${text}: ${parsed.problems[0]?.message}`];
  return events.flatMap((event, index) => {
    tally.add('verdicts');
    const theirs = answer.verdicts[index];
    if (matchesHere(parsed.pattern, event) === theirs) return [];
    if (mixesKinds(text)) {
      tally.add('known to differ');
      return [];
    }
    return [`event-ruler says ${theirs}: ${text} on ${event}`];
  });
}

/** What this version of event-ruler refuses below `$or` and takes everywhere else, as EventBridge does in both places. */
function isStricterHere(message: string): boolean {
  return /must be a string|Unsupported anything-but pattern: wildcard/.test(message);
}

function matchesHere(pattern: { matches(event: never): boolean }, text: string): boolean {
  const read = parseEvents(text);
  if (!('events' in read)) throw new Error(read.problem.message);
  return pattern.matches(read.events[0] as never);
}

/** Whether some list of a pattern has a number or a range, and a text. */
function mixesKinds(text: string): boolean {
  return (
    /"(numeric|cidr)":|[[,]-?\d/.test(text) &&
    /"(prefix|suffix|equals-ignore-case|wildcard|anything-but)":|\["/.test(text)
  );
}

/** The vectors that the real TestEventPattern answered, on event-ruler. */
export async function checkVectors(ruler: EventRuler, outcome: Outcome): Promise<void> {
  const lines = readFileSync(corpusPath('eventbridge/vectors.jsonl'), 'utf8').trim().split('\n');
  const found: string[] = [];
  let compared = 0;
  for (const line of lines) {
    const { id, authority, expected } = JSON.parse(line);
    const [, pattern = '', event = ''] = /"pattern":(\{.*\}),"event":(\{.*\})\}$/.exec(line) ?? [];
    if (authority !== 'aws-validated') continue;
    const [answer] = await ruler.match([pattern], [event]);
    const theirs = answer !== undefined && 'verdicts' in answer ? answer.verdicts[0] : 'refused';
    const verdict = theirs === 'refused' ? 'invalid' : theirs === true ? 'match' : 'nomatch';
    compared += 1;
    if (verdict !== expected && !STRICTER_SERVICE.has(id))
      found.push(`${id}: expected ${expected}, found ${verdict}`);
  }
  outcome.check(
    found.length === 0,
    `event-ruler, vectors of the service: ${compared} verdicts, ${found.length} differ; ${STRICTER_SERVICE.size} known to differ`,
    found,
  );
}

/** Patterns that the service refuses and the library takes, by the vector that shows it. */
const STRICTER_SERVICE: ReadonlySet<string> = new Set([]);
