import fc from 'fast-check';
import { toPredicate } from '../../../lib/core/compile/predicate/to-predicate';
import { RecordPrefilter } from '../../../lib/core/prefilter/record-prefilter';
import type { Condition } from '../../../lib/core/rule/condition';
import { cases } from '../../jest/cases';
import { compareSifted } from './compare-sifted';
import { builtModule } from './prefilter-module';

/** Reads fields at all levels. */
const ASKED: Condition = {
  kind: 'or',
  of: ['userIdentity.a', 'userIdentity.b.c', 'a', 'errorCode'].map((field) => ({
    ...{ kind: 'equals', field, values: ['a', 'b', '1', 'true'], cased: true },
  })),
};

/** Pieces of JSON, of which few sequences are JSON. */
const TOKENS = [
  ...['{', '}', '[', ']', ':', ',', '""', '"a"', '"b"', '"c"', '"\\""', '"\\\\"', '"a\\n"', '"{[:,"'],
  ...[
    '0',
    '-1',
    '1.5e3',
    '01',
    '-',
    'true',
    'tru',
    'false',
    'null',
    'x',
    ' ',
    '"a":',
    '"b":',
    ',"c":1',
    '{}',
    '[]',
  ],
];

const sequence = fc
  .array(fc.constantFrom(...TOKENS), { minLength: 1, maxLength: 8 })
  .map((tokens) => tokens.join(''));

/** JSON, in which now and then a token is put, or a byte left out. */
const nearlyJson = fc
  .tuple(fc.json({ maxDepth: 3 }), fc.option(fc.tuple(fc.nat(), fc.constantFrom('', ...TOKENS)), { freq: 2 }))
  .map(([json, change]) => {
    const text = JSON.stringify(JSON.parse(json));
    if (change === null) return text;
    const [place, token] = change;
    const at = place % (text.length + 1);
    return text.slice(0, at) + token + text.slice(token === '' ? at + 1 : at);
  });

/** Where the text stands in a record. */
const PLACES: readonly ((text: string) => string)[] = [
  (text) => `"q":${text}`,
  (text) => `"userIdentity":{"a":${text},"type":"Root"}`,
  (text) => `"userIdentity":{"b":{"c":${text}}},"errorCode":"x"`,
  (text) => `"list":[1,${text}],"a":"b"`,
  (text) => `"q":{"list":[${text}]}`,
  (text) => text,
];

const member = fc
  .tuple(fc.constantFrom(...PLACES), fc.oneof(nearlyJson, sequence))
  .map(([at, text]) => at(text));

const recordText = fc.tuple(fc.nat(130), member, fc.uuid()).map(
  ([padding, text, id]) =>
    // The padding moves what follows over the borders of the 64 bytes that are looked at together.
    `{"pad":"${'p'.repeat(padding)}","eventName":"GetObject","eventSource":"s3.amazonaws.com","eventTime":"2026-11-22T12:00:00Z",` +
    `"eventID":"${id}","recipientAccountId":"111122223333",${text},"awsRegion":"eu-west-1"}`,
);

it('passes nothing that is not JSON, and reads what it passes as JSON.parse does', async () => {
  const prefilter = new RecordPrefilter(builtModule(), [ASKED]);
  const isAsked = toPredicate(ASKED);
  let [passed, parsed, others] = [0, 0, 0];
  await fc.assert(
    fc.asyncProperty(fc.array(recordText, { minLength: 1, maxLength: 3 }), async (records) => {
      const bytes = Buffer.from(`{"Records":[${records.join(',')}]}`);
      const compared = await compareSifted(
        () => [bytes],
        prefilter,
        (record) => (isAsked(record) ? [0] : []),
      );
      passed += compared.passed;
      parsed += compared.parsed;
      others += compared.others;
    }),
    { numRuns: 4000 },
  );
  expect(Math.min(passed, parsed, others)).toBeGreaterThan(cases(900));
});
