import fc from 'fast-check';
import type { CloudTrailRecord } from '../../../lib/core/record/record';
import { KEY_WORDS, writeRecordKey } from '../../../lib/core/record/seen/seen-records';
import { RecordNotes, runsIn } from '../../../lib/core/scan/record-notes';

const record = (id: number) =>
  ({ eventID: `id-${id}`, recipientAccountId: '111122223333' }) as CloudTrailRecord;

function keyOf(id: number, isMatched = false): number[] {
  const key = new Uint32Array(KEY_WORDS);
  writeRecordKey(record(id), isMatched, key, 0);
  return [...key];
}

interface Noted {
  readonly index: number;
  readonly isMatched: boolean | undefined;
  readonly key: readonly number[];
}

function notedIn(notes: RecordNotes): Noted[] {
  return [...runsIn(notes.take())].flatMap(({ index, records, keys, isMatched }) =>
    Array.from({ length: records }, (_, at) => ({
      ...{ index: index + at, isMatched },
      key: [...keys.subarray(KEY_WORDS * at, KEY_WORDS * (at + 1))],
    })),
  );
}

/** So many places without a note, then so many records, added one by one or as keys, of which some fail. */
const step = fc.record({
  gap: fc.nat(2),
  count: fc.integer({ min: 1, max: 700 }),
  kind: fc.constantFrom('keys', 'matched', 'unmatched'),
  failed: fc.array(fc.nat(699), { maxLength: 3 }),
});

it('gives what was noted, in the order and with the places of the records, whatever runs they make', () => {
  fc.assert(
    fc.property(fc.array(fc.array(step, { maxLength: 6 }), { maxLength: 3 }), (portions) => {
      const notes = new RecordNotes();
      let index = 0;
      for (const steps of portions) {
        const expected: Noted[] = [];
        const failed = new Set<number>();
        for (const { gap, count, kind, failed: places } of steps) {
          const first = index + gap;
          index = first + count;
          const isMatched = kind === 'matched';
          const keys = Array.from({ length: count }, (_, at) => keyOf(first + at, isMatched));
          if (kind === 'keys') notes.addKeys(Uint32Array.from(keys.flat()), isMatched, first);
          else for (let at = 0; at < count; at++) notes.add(record(first + at), isMatched, first + at);
          for (const [at, key] of keys.entries()) expected.push({ index: first + at, isMatched, key });
          for (const place of places) failed.add(first + place);
        }
        for (const place of failed) notes.fail(place);
        expect(notedIn(notes)).toEqual(
          expected.map((noted) => (failed.has(noted.index) ? { ...noted, isMatched: undefined } : noted)),
        );
      }
    }),
    { numRuns: 30 },
  );
});
