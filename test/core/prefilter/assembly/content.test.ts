import { gzipSync } from 'node:zlib';
import { toPredicate } from '../../../../lib/core/compile/predicate/to-predicate';
import { RecordPrefilter } from '../../../../lib/core/prefilter/record-prefilter';
import type { Condition } from '../../../../lib/core/rule/condition';
import { compareSifted } from '../compare-sifted';
import { builtModule } from '../prefilter-module';

const GET_OBJECT: Condition = { kind: 'equals', field: 'eventName', values: ['GetObject'], cased: true };

const RECORD =
  '{"eventName":"GetObject","eventSource":"s3.amazonaws.com","eventTime":"2026-08-11T22:15:00Z",' +
  '"eventID":"00000000-0000-4000-8000-000000000000","recipientAccountId":"111122223333"';

/** How many keys the sieve knows of two records that satisfy a rule and end with these members. */
async function keysOf(members: string): Promise<number> {
  const file = gzipSync(`{"Records":[${RECORD},${members}},${RECORD},${members}}]}`);
  const holds = toPredicate(GET_OBJECT);
  const { parsed, keyed } = await compareSifted(
    () => [file],
    new RecordPrefilter(builtModule(), [GET_OBJECT]),
    (record) => (holds(record) ? [0] : []),
  );
  expect(parsed).toBe(2);
  return keyed;
}

test.each([
  '"a":1',
  '"b":{"z":[],"y":[{}],"x":null},"a":[true,false,-12]',
  '"a":{"b":"{\'x\': [1,2]}"}',
  '"a":123456789012345',
  '"__proto__":{"a":1}',
  '"":""',
  '"a7":1',
])('the module writes the key of a record with %s', async (members) => {
  expect(await keysOf(members)).toBe(2);
});

test.each([
  '"7":1',
  '"a":{"z":1,"0":1}',
  '"a":-0',
  '"a":1.0',
  '"a":1e3',
  '"a":1234567890123456',
  '"a":1,"a":1',
  '"a":"\\u0041"',
  '"a":"\\/"',
  '"a":"Ä"',
])('the key of a record with %s is made of what is parsed', async (members) => {
  expect(await keysOf(members)).toBe(0);
});
