import fc from 'fast-check';
import { packContributions, unpackContributions } from '../../../../lambda/aws/table/pack-contributions';
import { type Contribution, contributionId, recordName } from '../../../../lib/core/correlation/contribution';
import { timeOf } from '../../../../lib/core/correlation/event-times';

/** Texts that packing may take for something of its own: its separator and mark, an id without its dashes, halves of characters. */
const TEXT = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.constantFrom('', '|', 'a|b', '=', '=a', '\ud800', '\n', 'null', '0'),
  fc.uuid().map((id) => id.replaceAll('-', '')),
);

const RECORD = fc.record(
  {
    eventID: fc.oneof(fc.uuid(), TEXT),
    recipientAccountId: fc.oneof(fc.constant('111122223333'), TEXT),
    eventTime: fc.nat({ max: 3_600 }).map((second) => new Date(1_000 * second).toISOString()),
    eventName: fc.oneof(fc.constant('GetObject'), TEXT),
    ruleId: fc.oneof(fc.constant('rule'), TEXT),
    awsRegion: TEXT,
    bucket: TEXT,
    key: TEXT,
    index: fc.nat(),
    shown: fc.oneof(
      TEXT,
      fc.array(TEXT, { maxLength: 4 }).map((lines) => lines.join('\n')),
    ),
  },
  { requiredKeys: ['eventID', 'recipientAccountId', 'eventTime', 'eventName', 'ruleId'] },
);

const CONTRIBUTION = fc
  .tuple(RECORD, fc.option(TEXT, { nil: undefined }))
  .map(([record, value]): Contribution => {
    const name = recordName(record);
    const countKey = value ?? name;
    return { id: contributionId(name, countKey), timeMs: timeOf(record) as number, countKey, record };
  });

it('what was packed is unpacked as it was, whatever its texts are', () => {
  fc.assert(
    fc.property(fc.array(CONTRIBUTION, { minLength: 1, maxLength: 8 }), (contributions) => {
      const pieces = packContributions(contributions);
      expect(pieces.flatMap(({ packed }) => unpackContributions(packed))).toEqual(contributions);
      expect(pieces.flatMap((piece) => piece.contributions)).toEqual(contributions);
    }),
    { numRuns: 1_000 },
  );
});

it('what is too much for one item is in several, none of them lost', () => {
  fc.assert(
    fc.property(CONTRIBUTION, fc.constantFrom(1, 40, 120, 400), ({ record }, count) => {
      const contributions = Array.from({ length: count }, (_, index): Contribution => {
        const own = { ...record, index, shown: `${index} `.repeat(500) };
        const name = recordName(own);
        return { id: name, timeMs: timeOf(own) as number, countKey: name, record: own };
      });
      const pieces = packContributions(contributions);
      expect(pieces.length > 1).toBe(count > 100);
      expect(pieces.flatMap(({ packed }) => unpackContributions(packed))).toEqual(contributions);
    }),
    { numRuns: 20 },
  );
});
