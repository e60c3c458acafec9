import fc from 'fast-check';
import { LinePartition } from '../../../lib/core/correlation/line-partition';
import {
  type LinePortion,
  renderCounted,
  renderFacts,
  renderLineText,
  SpooledLine,
} from '../../../lib/core/correlation/spooled-line';

const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('', '"', '\\', '\t', '\n', '\u007f', '\ud800', '~', ' ', '[', ']', 'Z', '111122223333'),
);

const read = fc.record({
  ruleId: text,
  identity: fc.record({ eventID: text, recipientAccountId: text }),
  timeMs: fc.nat(),
  eventTime: fc.constantFrom('2026-11-20T02:55:10Z', '2026-11-20T02:55:10.123456789Z'),
  eventName: text,
  awsRegion: text,
  values: fc.array(fc.array(text, { maxLength: 3 }), { maxLength: 3 }),
  place: fc.record({ bucket: text, key: text, index: fc.nat(2 ** 32 - 1) }, { requiredKeys: ['index'] }),
});

const whole = fc.option(fc.record({ from: fc.nat(), length: fc.integer({ min: 1 }) }), { nil: undefined });

test('a line of a spool has all that was written, in memory and in the store', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(read, whole), { maxLength: 5 }), fc.boolean(), (records, isSpilled) => {
      const partition = new LinePartition();
      for (const [one, whole] of records) {
        const head = partition.headOf(`7["group"]\t${renderCounted(one)}\t${renderFacts(one.ruleId, one)}`);
        const { index, ...file } = one.place;
        // Among other texts.
        const texts = Buffer.from(`-${renderLineText(one.eventTime, one.identity.eventID)}-`);
        const text = { texts, textFrom: 1, textEnd: texts.length - 1 };
        partition.add({ head, timeMs: one.timeMs, index, whole, ...text }, file);
      }
      let stored = Buffer.alloc(0);
      const store = {
        append: (bytes: Uint8Array) => {
          stored = Buffer.concat([stored, bytes]);
          return stored.length - bytes.length;
        },
        read: (offset: number, length: number) => stored.subarray(offset, offset + length),
      };
      if (isSpilled) partition.spill(store);
      const lines = [...partition.portions(store)].flatMap(linesIn);
      const found = lines.map((line) => {
        const { name, values } = line.head;
        const { shown, ...record } = line.record((kept) => ({ eventID: JSON.stringify(kept) }));
        return {
          ...record,
          shown: typeof shown === 'function' ? shown().eventID : shown,
          name,
          values: JSON.parse(values) as unknown,
        };
      });
      const expected = records.map(([one, whole]) => ({
        ...{ ...one, name: '7["group"]' },
        shown: whole === undefined ? undefined : JSON.stringify(whole),
      }));
      expect(found).toEqual(expected);
      for (const [at, line] of lines.entries()) {
        expect(line.identity).toEqual(records[at]?.[0].identity);
        expect(line.ruleId).toBe(records[at]?.[0].ruleId);
      }
    }),
    { numRuns: 2_000 },
  );
});

function linesIn(portion: LinePortion): readonly SpooledLine[] {
  const { lines, end } = portion;
  const found: SpooledLine[] = [];
  for (let at = 0; at < end; at = lines.endOf(at)) found.push(new SpooledLine(portion, at));
  return found;
}
