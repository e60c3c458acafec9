import fc from 'fast-check';
import { timeOf } from '../../../../lib/core/correlation/event-times';
import { countedTextsAt } from '../../../../lib/core/json/record-sieve';
import { RecordPrefilter } from '../../../../lib/core/prefilter/record-prefilter';
import type { Condition } from '../../../../lib/core/rule/condition';
import { cases } from '../../../jest/cases';
import { builtModule } from '../prefilter-module';
import { siftedRecord } from '../sifted-record';

const MODULE = builtModule();
const LISTS: Condition = { kind: 'equals', field: 'eventName', values: ['ListBuckets'], cased: true };
const ANY: Condition = { kind: 'exists', field: 'object' };

function newSieve(conditions: readonly Condition[], fields: readonly string[]): RecordPrefilter {
  return new RecordPrefilter(MODULE, conditions, undefined, () => ({ fields, isOnlyCounted: true }));
}

function textOf(records: readonly object[]): Buffer {
  return Buffer.from(records.map((record) => JSON.stringify(record)).join());
}

const digits = (length: number) =>
  fc.integer({ min: 0, max: 10 ** length - 1 }).map((number) => String(number).padStart(length, '0'));
const twoDigits = (max: number) =>
  fc.oneof(
    fc.integer({ max, min: 0 }).map((number) => String(number).padStart(2, '0')),
    digits(2),
  );
const arbitraryTime = fc
  .tuple(
    fc.oneof(digits(4), fc.constantFrom('0000', '1900', '2000', '2024', '2026')),
    twoDigits(12),
    twoDigits(31),
    twoDigits(24),
    twoDigits(60),
    twoDigits(60),
  )
  .map(
    ([year, month, day, hours, minutes, seconds]) =>
      `${year}-${month}-${day}T${hours}:${minutes}:${seconds}Z`,
  );

test('a record is counted at the instant that its time names, if it names one', () => {
  const sieve = newSieve([LISTS], ['awsRegion']);
  fc.assert(
    fc.property(fc.array(arbitraryTime, { minLength: 1, maxLength: 50 }), (times) => {
      const { counted } = sieve.sift(textOf(times.map((eventTime, at) => siftedRecord(at, { eventTime }))));
      expect([...counted.timesMs]).toEqual(times.map((eventTime) => timeOf({ eventTime }) ?? Number.NaN));
      expect(times.map((_, at) => countedTextsAt(counted, at).eventTime)).toEqual(times);
    }),
    { numRuns: cases(300) },
  );
});

test('of more combinations than there is room for, the records are held back until the room is used again', () => {
  const sieve = newSieve([LISTS, ANY], ['awsRegion', 'object']);
  const found = { counted: 0, held: 0 };
  const objects = Array.from({ length: 9000 }, (_, at) => `${at}`);
  for (let from = 0; from < objects.length; from += 300) {
    const records = objects.slice(from, from + 300).map((object, at) => siftedRecord(from + at, { object }));
    const { counted, held } = sieve.sift(textOf(records));
    found.counted += counted.alike.length;
    found.held += held.size;
    const values = counted.alike.map(({ fields }) => fields.object);
    expect(values).toEqual(objects.slice(from, from + values.length));
    for (const { satisfied } of counted.alike) expect(satisfied).toEqual([0, 1]);
  }
  expect(found).toEqual({ counted: 9000 - found.held, held: 8400 - 8192 });
});

test('a record that satisfies more rules than a combination has room for is held back, with all of them', () => {
  const many = Array.from({ length: 40 }, () => LISTS);
  const record = textOf([siftedRecord(1, { awsRegion: 'eu-west-1', object: 'one' })]);
  const all = many.map((_, at) => at);
  expect(newSieve(many, ['awsRegion']).sift(record).counted.alike).toMatchObject([{ satisfied: all }]);
  const { counted, held } = newSieve(many, ['awsRegion', 'object']).sift(record);
  expect(counted.alike).toEqual([]);
  expect([...held.values()]).toMatchObject([{ candidates: all, fields: undefined, isKeyed: true }]);
});
