import fc from 'fast-check';
import type { Json, JsonObject } from '../../../lib/core/json/json-value';
import { arbitraryRecord } from '../../parity/arbitrary-record';

const digits = (length: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: length, maxLength: length });
const oftener = <T>(usual: fc.Arbitrary<T>, odd: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 30, arbitrary: usual }, { weight: 1, arbitrary: odd });
const odd = fc.constantFrom<Json>('', null, 5, 'x', ['a'], { a: 1 }, 'Ä', '\u0000');

/** What every record has; now and then in a form that CloudTrail does not write. */
const identity = fc.record({
  eventName: oftener<Json>(fc.constantFrom('GetObject', 'DeleteObject', 'getobject', 'iam'), odd),
  eventSource: oftener<Json>(fc.constantFrom('s3.amazonaws.com', 'iam'), odd),
  eventTime: oftener<Json>(
    fc.constantFrom('2026-08-11T22:15:00Z', '2026-08-12T00:00:01Z', '2026-08-11T22:15:00.5Z'),
    odd,
  ),
  eventID: oftener<Json>(
    fc.uuid(),
    fc.oneof(
      odd,
      fc.uuid().map((id) => id.toUpperCase()),
    ),
  ),
  recipientAccountId: oftener<Json>(
    fc.oneof(digits(12), fc.constantFrom('111111111111', '222222222222')),
    odd,
  ),
  awsRegion: oftener<Json>(fc.constantFrom('eu-west-1', 'us-east-1'), odd),
});

/** A record: the members that rules ask for, in any order, and those that identify it. */
const record: fc.Arbitrary<JsonObject> = fc
  .tuple(
    identity,
    arbitraryRecord,
    fc.boolean(),
    fc.constantFrom('', '', '', 'eventID', 'eventTime', 'recipientAccountId', 'eventName', 'awsRegion'),
  )
  .map(([members, other, isFirst, dropped]) => {
    const all: Record<string, Json> = isFirst
      ? { ...other, ...members }
      : { ...members, ...other, ...members };
    delete all[dropped];
    return all;
  });

/** How JSON may be written that means the same, and that CloudTrail does not write. */
type Spelling = (text: string) => string;
const SPELLINGS: readonly Spelling[] = [
  (text) => text.replace('":', '" :'),
  (text) => text.replace(',"', ', "'),
  (text) => text.replace('{"', '{\n"'),
  (text) => text.replace(/"(event)/, '"\\u0065vent'),
  (text) => text.replace(/"o":/, '"o":5,"o":'),
  (text) => text.replace(/^\{/, '{"eventName":"GetObject",'),
  (text) => text.replace(/^\{/, '{"a":"x","a":1,'),
  (text) => text.replace(/"([a-z])"/, '"\\u0061"'),
  (text) => text.replace(/\//g, '\\/'),
  (text) => text.replace(/:5([,}])/, ':5.0E+0$1'),
  (text) => text.replace(/^\{/, '{"\\"":"\\\\",'),
  (text) => text.replace(/:5([,}])/, ':-0$1'),
  (text) => text.replace(/\}$/, ',"7":1}'),
  (text) => text.replace(/\}$/, ',"__proto__":{"a":1}}'),
  () => `${'{"x":['.repeat(70)}1${']}'.repeat(70)}`,
  (text) => text.replace(/\}$/, `,"deep":${'['.repeat(80)}${']'.repeat(80)}}`),
];

/** What is no JSON, or is cut off. */
const DAMAGES: readonly Spelling[] = [
  (text) => text.replace('":', '";'),
  (text) => text.replace(/"([^"]*)$/, '$1'),
  (text) => text.replace(/\}$/, ',}'),
  (text) => text.replace(/\}$/, ']'),
  (text) => text.replace(/^\{/, '{{'),
  (text) => text.replace(/"([a-z])/, '"\u0001$1'),
  (text) => text.replace(/"([a-z])/, '"\\x$1'),
  (text) => text.replace(/"([a-z])/, '"\\u12$1'),
  (text) => text.replace(/:("|\d)/, ':tru$1'),
  (text) => text.replace(/:("|\d)/, ':01$1'),
  (text) => text.replace(/,"/, '\\,"'),
  (text) => text.slice(0, text.length >> 1),
  (text) => `${text}x`,
  () => '5',
  () => '"a"',
  () => '',
];

const spelled = fc
  .tuple(
    record,
    oftener<Spelling | undefined>(fc.constant(undefined), fc.constantFrom(...SPELLINGS)),
    fc.oneof(
      { weight: 40, arbitrary: fc.constant(undefined) },
      { weight: 1, arbitrary: fc.constantFrom(...DAMAGES) },
    ),
  )
  .map(([value, spell, damage]) => {
    const text = JSON.stringify(value);
    const written = spell === undefined ? text : spell(text);
    return damage === undefined ? written : damage(written);
  });

const FORMS: readonly ((records: readonly string[]) => string)[] = [
  (records) => `{"Records":[${records.join(',')}]}`,
  (records) => `{"Records":[${records.join(',')}]}`,
  (records) => `{"Records":[${records.join(',')}]}`,
  (records) => `\ufeff{"Records":[${records.join(',')}]}`,
  (records) => `{ "Records" : [ ${records.join(' , ')} ] }`,
  (records) => `[${records.join(',')}]`,
  (records) => records.join('\n'),
  (records) => `{"a":[{"eventName":"x"}],"Records":[${records.join(',')}],"b":1}`,
  (records) => `{"Records":[${records.join(',')},]}{"Records":[${records.join(',')}]}`,
];

/** The bytes of a file, now and then cut off or with a byte changed, and how they arrive. */
export interface LogText {
  readonly bytes: Buffer;
  readonly chunkBytes: number;
}

export const arbitraryLogText: fc.Arbitrary<LogText> = fc
  .record({
    records: fc.array(spelled, { minLength: 1, maxLength: 5 }),
    form: oftener(fc.constant(FORMS[0] as (typeof FORMS)[number]), fc.constantFrom(...FORMS)),
    cut: oftener<number | undefined>(fc.constant(undefined), fc.nat()),
    change: oftener<{ at: number; byte: number } | undefined>(
      fc.constant(undefined),
      fc.record({
        at: fc.nat(),
        byte: fc.oneof(fc.constantFrom(...Buffer.from('"\\{}[]:, \n0')), fc.nat(255)),
      }),
    ),
    chunkBytes: oftener(fc.constant(1 << 20), fc.integer({ min: 1, max: 300 })),
  })
  .map(({ records, form, cut, change, chunkBytes }) => {
    const whole = Buffer.from(form(records));
    if (change !== undefined) whole[change.at % whole.length] = change.byte;
    const bytes = cut === undefined ? whole : whole.subarray(0, cut % (whole.length + 1));
    return { bytes, chunkBytes };
  });
