import { toEnvelope } from '../../../../lib/core/pattern/event-pattern/to-envelope';
import { compiledAbsences } from '../../../equivalence/absent-values';
import { matchesEvent } from '../../pattern/event-pattern/matches-event';

const CASES = compiledAbsences();

test.each(CASES.map((one) => [one.name, one] as const))(
  '%s: the pattern matches where the rule does, for a member that is absent, null, empty, or of any type that it has',
  (_, { pattern, records }) => {
    const found = records.map(({ value, record }) => [value, matchesEvent(pattern, toEnvelope(record))]);
    expect(found).toEqual(records.map(({ value, isMatch }) => [value, isMatch]));
  },
);

test('every kind of field is compared, with null, without the member, and with values that match and that do not', () => {
  expect(CASES.length).toBeGreaterThan(25);
  const all = CASES.flatMap(({ records }) => records);
  expect(new Set(all.map(({ value }) => value)).size).toBeGreaterThan(12);
  expect(all.filter(({ isMatch }) => isMatch).length).toBeGreaterThan(60);
  expect(all.filter(({ isMatch }) => !isMatch).length).toBeGreaterThan(60);
});
