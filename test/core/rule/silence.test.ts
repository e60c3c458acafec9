import { toPredicate } from '../../../lib/core/compile/predicate/to-predicate';
import type { Condition } from '../../../lib/core/rule/condition';
import { narrowed } from '../../../lib/core/rule/narrowed-condition';
import { allowedWhile, silencesOf } from '../../../lib/core/rule/silence';

const ANY: Condition = { kind: 'exists', field: 'eventName' };
const SILENCE = { name: 'all', until: '2026-12-01T00:00:00Z', reason: 'move' };

function holds(times: { until: string; from?: string }, eventTime?: string): boolean {
  const condition = allowedWhile(ANY, { ...SILENCE, ...times });
  return toPredicate(condition)({ eventName: 'X', ...(eventTime === undefined ? {} : { eventTime }) });
}

const UNTIL = [
  '2026-12-01T00:00:00Z',
  '2026-11-30T23:59:59Z',
  '2028-02-29T09:10:01Z',
  '2030-01-01T10:00:00Z',
];

test.each(UNTIL)('what is allowed until %s is so by the time of the record, to the second', (until) => {
  const end = Date.parse(until);
  const SECONDS = [1, 9, 10, 59, 60, 600, 3_599, 3_600, 36_000, 86_399, 86_400, 31 * 86_400, 366 * 86_400];
  const at = (ms: number) => new Date(ms).toISOString().replace('.000Z', 'Z');
  expect(SECONDS.map((seconds) => holds({ until }, at(end - seconds * 1000)))).toEqual(
    SECONDS.map(() => true),
  );
  expect([0, ...SECONDS].map((seconds) => holds({ until }, at(end + seconds * 1000)))).toEqual(
    [0, ...SECONDS].map(() => false),
  );
  // The same for a beginning.
  const span = { from: until, until: '2040-01-01T00:00:00Z' };
  expect(SECONDS.map((seconds) => holds(span, at(end - seconds * 1000)))).toEqual(SECONDS.map(() => false));
  expect([0, ...SECONDS].map((seconds) => holds(span, at(end + seconds * 1000)))).toEqual(
    [0, ...SECONDS].map(() => true),
  );
});

test('a record without a time is allowed by nothing that ends', () => {
  expect(holds({ until: '2026-12-01T00:00:00Z' })).toBe(false);
  expect(holds({ from: '2026-11-01T00:00:00Z', until: '2026-12-01T00:00:00Z' })).toBe(false);
  // Fractions of a second are of the second.
  expect(holds({ until: '2026-12-01T00:00:01Z' }, '2026-12-01T00:00:00.999Z')).toBe(true);
});

test('the silences of rules are listed once each, with their rules, the first to end first', () => {
  const allow = (until: string): Condition => ({ kind: 'not', of: allowedWhile(ANY, { ...SILENCE, until }) });
  const rule = (name: string, ...untils: string[]) => ({
    name,
    condition: narrowed(
      ANY,
      untils.map((until) => ({ name: 'allow list', condition: allow(until) })),
    ),
  });
  const [later, sooner] = ['2026-12-31T00:00:00Z', '2026-12-01T00:00:00Z'];
  expect(silencesOf([rule('b', later, sooner), rule('a', later), { name: 'c', condition: ANY }])).toEqual([
    { ...SILENCE, until: sooner, rules: ['b'] },
    { ...SILENCE, until: later, rules: ['a', 'b'] },
  ]);
});
