import { parseMetricFilter } from '../../../../lib/core/pattern/metric-filter/parse-metric-filter';
import { describeCorpus, jsonLines } from '../../../parity/corpus';

type Outcome = 'match' | 'nomatch' | 'invalid';

function outcomeOf(pattern: string, message: string): Outcome {
  const filter = parseMetricFilter(pattern);
  if ('problems' in filter) return 'invalid';
  return filter.matches(message) ? 'match' : 'nomatch';
}

// Those of authority `emulator` bind nobody; that we agree with them all is a choice.
describeCorpus('the shared vectors of filter patterns', () => {
  const vectors = jsonLines('cloudwatch-filter/vectors.jsonl').map((vector) => ({
    authority: String(vector.authority),
    pattern: String(vector.pattern),
    message: String(vector.message),
    expected: String(vector.expected),
  }));

  test.each(vectors)('$authority: $pattern on $message is $expected', ({ pattern, message, expected }) => {
    expect(outcomeOf(pattern, message)).toBe(expected);
  });

  test('are all there', () => {
    expect(vectors.filter(({ authority }) => authority !== 'emulator').length).toBeGreaterThan(40);
  });
});

describeCorpus('the shared patterns in production use', () => {
  const patterns = jsonLines('cloudwatch-filter/real-patterns.jsonl').map(({ pattern }) => String(pattern));

  test.each(patterns)('%s is read without a warning', (pattern) => {
    expect(parseMetricFilter(pattern)).toMatchObject({ syntax: { kind: 'json' }, warnings: [] });
  });
});
