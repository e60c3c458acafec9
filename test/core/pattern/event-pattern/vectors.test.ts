import { readFileSync } from 'node:fs';
import { parseEventPattern } from '../../../../lib/core/pattern/event-pattern/event-pattern';
import { parseEvents } from '../../../../lib/core/pattern/event-pattern/event-value';
import { corpusPath, describeCorpus } from '../../../parity/corpus';

interface Vector {
  readonly id: string;
  readonly authority: string;
  readonly expected: string;
  readonly patternText: string;
  readonly eventText: string;
}

/** Lines of the file with the texts of pattern and event as they stand there: parsing would lose `300.0`. */
function vectors(): readonly Vector[] {
  return readFileSync(corpusPath('eventbridge/vectors.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => {
      const { id, authority, expected } = JSON.parse(line);
      const [, patternText = '', eventText = ''] = /"pattern":(\{.*\}),"event":(\{.*\})\}$/.exec(line) ?? [];
      return { id, authority, expected, patternText, eventText };
    });
}

function verdictOf({ patternText, eventText }: Vector): string {
  const parsed = parseEventPattern(patternText);
  if ('problems' in parsed) return 'invalid';
  const read = parseEvents(eventText);
  if (!('events' in read)) throw new Error(read.problem.message);
  return parsed.pattern.matches(read.events[0]!) ? 'match' : 'nomatch';
}

describeCorpus('event pattern vectors', () => {
  test('what the real TestEventPattern answered is answered here, for every vector', () => {
    const binding = vectors().filter(({ authority }) => authority === 'aws-validated');
    expect(binding.length).toBeGreaterThan(80);
    expect(binding.filter((vector) => verdictOf(vector) !== vector.expected).map(({ id }) => id)).toEqual([]);
  });

  test('the beliefs of an emulator and the cases of event-ruler agree as well', () => {
    const others = vectors().filter(({ authority }) => authority !== 'aws-validated');
    expect(others.length).toBeGreaterThan(90);
    expect(others.filter((vector) => verdictOf(vector) !== vector.expected).map(({ id }) => id)).toEqual([]);
  });

  test('every real pattern is valid, without a warning', () => {
    const lines = readFileSync(corpusPath('eventbridge/real-patterns.jsonl'), 'utf8').trim().split('\n');
    expect(lines.length).toBeGreaterThan(10);
    for (const line of lines) {
      const parsed = parseEventPattern(JSON.stringify(JSON.parse(line).pattern));
      expect('pattern' in parsed && parsed.pattern.warnings).toEqual([]);
    }
  });
});
