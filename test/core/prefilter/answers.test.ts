import { toPredicate } from '../../../lib/core/compile/predicate/to-predicate';
import type { PrefilterHost } from '../../../lib/core/prefilter/prefilter-module';
import { RecordPrefilter } from '../../../lib/core/prefilter/record-prefilter';
import type { Condition } from '../../../lib/core/rule/condition';
import { gzippedLogFile } from '../record/log-file-reading';
import { compareSifted } from './compare-sifted';
import { builtModule } from './prefilter-module';
import { siftedRecord } from './sifted-record';

const MODULE = builtModule();

/** Both fields must be the same text, which no field by itself tells. */
const SAME: Condition = { kind: 'sameAs', field: 'a', other: 'b', relation: 'equals', cased: true };

/** More fields than a combination has room for. */
const MANY = Array.from({ length: 40 }, (_, at) => `f${at}`);
const ONE_OF_MANY: Condition = {
  kind: 'or',
  of: MANY.map((field) => ({
    kind: 'and',
    of: [
      { kind: 'equals', field, values: ['x'], cased: true },
      { kind: 'equals', field: 'a', values: [field], cased: true },
    ],
  })),
};

/** What a search of records comes across, and how often the module asked the host whether a rule holds. */
async function searched(condition: Condition, records: readonly object[]) {
  let asked = 0;
  const counting = Object.assign(Object.create(MODULE), {
    instantiate: (host: PrefilterHost) =>
      MODULE.instantiate({
        ...host,
        answer: (...rule) => {
          asked += 1;
          return host.answer(...rule);
        },
      }),
  });
  const holds = toPredicate(condition);
  const compared = await compareSifted(
    () => [gzippedLogFile(records)],
    new RecordPrefilter(counting, [condition]),
    (one) => (holds(one) ? [0] : []),
  );
  return { asked, passed: compared.passed, parsed: compared.parsed };
}

test('what follows from the values of several fields is asked once for each combination', async () => {
  const pairs = ['xy', 'yx', 'xx', 'x'];
  const records = Array.from({ length: 4_000 }, (_, at) => {
    const [a, b] = pairs[at % pairs.length] as string;
    return siftedRecord(at, { a, b });
  });
  expect(await searched(SAME, records)).toEqual({ asked: 3, passed: 3_000, parsed: 1_000 });
});

test('more combinations than there is room for hide no match', async () => {
  const pairs = 7_000;
  const records = Array.from({ length: 2 * pairs }, (_, at) => {
    const pair = at % pairs;
    const a = `value ${pair % 97}`;
    return siftedRecord(at, { a, b: pair % 50 === 0 ? a : `value ${Math.floor(pair / 97)}` });
  });
  const same = records.filter((one) => toPredicate(SAME)(one as never)).length;
  const { asked, parsed } = await searched(SAME, records);
  // Some were forgotten, and asked again; those that are cut at the end of a piece of text are parsed.
  expect(asked).toBeGreaterThan(pairs);
  expect(parsed).toBeGreaterThanOrEqual(same);
  expect(parsed).toBeLessThan(same + 10);
});

test('a rule on more fields than a combination has room for hides no match', async () => {
  const records = Array.from({ length: 400 }, (_, at) => {
    const field = MANY[at % MANY.length] as string;
    const others = Object.fromEntries(MANY.map((one) => [one, one === field && at % 80 < 40 ? 'x' : 'y']));
    return siftedRecord(at, { a: field, ...others });
  });
  expect(await searched(ONE_OF_MANY, records)).toEqual({ asked: 400, passed: 200, parsed: 200 });
});
