import fc from 'fast-check';
import type { ReadContribution } from '../../../lib/core/correlation/contribution';
import {
  renderCountedParts,
  renderRecordParts,
  renderTuple,
} from '../../../lib/core/correlation/spooled-line';

const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('', '"', '\\', '\t', '\n', '\u007f', '\ud800', '~', ' ', '[', ']', '111122223333'),
);

const tuples = fc.array(fc.array(text, { maxLength: 3 }), { maxLength: 3 });

const read: fc.Arbitrary<ReadContribution> = fc.record({
  ruleId: text,
  identity: fc.record({ eventID: text, recipientAccountId: text }),
  timeMs: fc.nat(),
  eventTime: text,
  eventName: text,
  awsRegion: text,
  groups: tuples,
  values: tuples,
  place: fc.record({ bucket: text, key: text, index: fc.nat() }, { requiredKeys: [] }),
});

describe('the parts of a line of a spool', () => {
  it('are what JSON.stringify gives of their values, and hold no tab', () => {
    fc.assert(
      fc.property(read, (one) => {
        const { ruleId, identity, timeMs, eventTime, eventName, awsRegion, place, values, groups } = one;
        const facts = JSON.stringify([ruleId, eventTime, eventName, place, awsRegion]);
        const names = JSON.stringify([identity.eventID, identity.recipientAccountId]);
        expect(renderRecordParts(one)).toBe(`${timeMs}\t${names}\t${facts}`);
        expect(renderCountedParts(one)).toBe(`${values.length}\t${JSON.stringify(values)}`);
        for (const group of groups) expect(renderTuple(group)).toBe(JSON.stringify(group));
        expect(`${names}${facts}${JSON.stringify(values)}`).not.toContain('\t');
      }),
      { seed: 20261122, numRuns: 5_000 },
    );
  });
});
