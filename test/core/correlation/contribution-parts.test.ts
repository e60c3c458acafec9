import fc from 'fast-check';
import { ContributionParts } from '../../../lib/core/correlation/contribution-parts';
import { planCorrelation } from '../../../lib/core/correlation/correlation-plan';
import { timeOf } from '../../../lib/core/correlation/event-times';
import { correlationOf, RULES } from './random-correlation';

const PLAN = planCorrelation(correlationOf({ groupBy: ['awsRegion'] }));
const COUNTS = { countsOf: () => [{ plan: PLAN, ruleId: RULES[0]?.id ?? '' }] };
const ALIKE = { satisfied: [0], fields: { awsRegion: 'eu-west-1', recipientAccountId: '111122223333' } };

/** Times of the form that CloudTrail writes, many of which are none, and those of other forms. */
const twoDigits = fc.integer({ min: 0, max: 99 }).map((number) => String(number).padStart(2, '0'));
const eventTime = fc.oneof(
  fc
    .tuple(fc.constantFrom('2026-02-28', '2024-02-30', '2026-13-01'), twoDigits, twoDigits, twoDigits)
    .map(([day, hours, minutes, seconds]) => `${day}T${hours}:${minutes}:${seconds}Z`),
  fc.constantFrom(
    '2026-02-28T10:11:12.5Z',
    '2026-02-28T1o:11:12Z',
    '2026-02-28T10:11:12z',
    '2026-02-28 10-11-12Z',
    '',
  ),
);

test('records that were not parsed are counted at the times that their texts name, and only if these are times', () => {
  fc.assert(
    fc.property(fc.array(eventTime, { maxLength: 20 }), (times) => {
      const parts = new ContributionParts(() => 0);
      for (const [index, one] of times.entries()) {
        const record = { alike: ALIKE, eventID: `${index}`, eventTime: one };
        parts.addCounted(COUNTS, { record, index, written: new Uint8Array() }, {});
      }
      const expected = times.flatMap((one, index) => {
        const timeMs = timeOf({ eventTime: one });
        return timeMs === undefined ? [] : [{ index, timeMs }];
      });
      expect(parts.take()).toMatchObject(expected);
      expect(parts.take()).toEqual([]);
    }),
  );
});
