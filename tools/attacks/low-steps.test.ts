import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseSigma } from '../../lib/core/sigma/sigma-file';
import { LOW_STEPS } from './low-steps';
import { loudOf, loudWith } from './raised';
import { recordsBy } from './sequence';

/** The correlation that the page on scores has. */
const PAGE = readFileSync(resolve(__dirname, '../../docs/alerts/score.md'), 'utf8');
const [, TEXT = ''] = /```yaml\n(.*?)```/s.exec(PAGE) ?? [];
const { correlations, problems } = parseSigma(TEXT, 'score.md');

test('the page has one correlation, without problems', () => {
  expect(problems).toEqual([]);
  expect(correlations).toHaveLength(1);
});

test.each(LOW_STEPS.map((each) => [each.name, each] as const))(
  '%s: told by the sum alone, and its benign twin is quiet',
  (_name, { by, calls, raises, twin }) => {
    const added = correlations.map(({ correlation }) => correlation);
    const attack = recordsBy(by, calls);
    expect(loudOf(attack)).toEqual([]);
    expect(loudWith(attack, added)).toEqual([raises]);
    expect(loudWith(recordsBy(twin.by ?? by, twin.calls ?? calls), added)).toEqual([]);
  },
);
