import { toPredicate } from '../../../../lib/core/compile/predicate/to-predicate';
import type { PrefilterHost } from '../../../../lib/core/prefilter/prefilter-module';
import { RecordPrefilter } from '../../../../lib/core/prefilter/record-prefilter';
import type { Condition } from '../../../../lib/core/rule/condition';
import { gzippedLogFile } from '../../record/log-file-reading';
import { compareSifted } from '../compare-sifted';
import { builtModule } from '../prefilter-module';
import { siftedRecord } from '../sifted-record';

const MODULE = builtModule();

/** Both fields must be the same text, which no field by itself tells. */
const SAME = sameAs('a', 'b', 'equals');

const WIDE = Array.from({ length: 28 }, (_, at) => `f${at}`);

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

function sameAs(field: string, other: string, relation: 'equals' | 'startsWith'): Condition {
  return { kind: 'sameAs', field, other, relation, cased: true };
}

/** A rule that reads so many fields, and holds if these two are the same text. */
function sameAmong(first: string, second: string): Condition {
  return {
    kind: 'and',
    of: [...WIDE.map((field): Condition => ({ kind: 'exists', field })), sameAs(first, second, 'equals')],
  };
}

/** What a search of records comes across, and how often the module asked the host whether a rule holds. */
async function searched(conditions: readonly Condition[], records: readonly object[]) {
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
  const isOnlyCounted = { fields: ['eventName'], isOnlyCounted: true };
  const predicates = conditions.map(toPredicate);
  const { passed, counted } = await compareSifted(
    () => [gzippedLogFile(records)],
    new RecordPrefilter(counting, conditions, undefined, () => isOnlyCounted),
    (one) => predicates.flatMap((holds, at) => (holds(one) ? [at] : [])),
    () => true,
    () => isOnlyCounted,
  );
  return { asked, passed, counted };
}

test('what follows from the values of several fields is asked once for each combination', async () => {
  const pairs = ['xy', 'yx', 'xx', 'x'];
  const records = Array.from({ length: 1_200 }, (_, at) => {
    const [a, b] = pairs[at % pairs.length] as string;
    const wide = Object.fromEntries(WIDE.map((field) => [field, 'w']));
    return siftedRecord(at, { a, b, ...wide, f7: `${at % 3}` });
  });
  expect(await searched([sameAmong('a', 'b'), SAME], records)).toEqual({
    ...{ asked: 3 + 3, passed: 900, counted: 300 },
  });
});

test('rules that read the same fields have answers of their own', async () => {
  const records = Array.from({ length: 400 }, (_, at) =>
    siftedRecord(at, { a: 'xy', b: at % 2 === 0 ? 'x' : 'y' }),
  );
  const rules = [SAME, sameAs('a', 'b', 'startsWith')];
  expect(await searched(rules, records)).toEqual({ asked: 4, passed: 200, counted: 200 });
});

test.each([
  [0, 1],
  [7, 8],
  [15, 16],
  [26, 27],
])('combinations that differ in fields %i and %i alone are told apart', async (one, other) => {
  const records = Array.from({ length: 3_000 }, (_, at) => {
    const members = Object.fromEntries(WIDE.map((field) => [field, 'w']));
    const same = at % 50 === 0 ? `${at % 55}` : undefined;
    members[`f${one}`] = same ?? `${at % 55}`;
    members[`f${other}`] = same ?? `other ${Math.floor(at / 55)}`;
    return siftedRecord(at, members);
  });
  const { counted, passed } = await searched([sameAmong(`f${one}`, `f${other}`)], records);
  expect(counted).toBe(60);
  // What is cut at the end of a piece of text is parsed.
  expect(passed).toBeGreaterThan(2_930);
});

test('more combinations than there is room for hide no match, and the last are remembered', async () => {
  const pairs = 7_000;
  const different = (pair: number) => ({ a: `value ${pair % 97}`, b: `other ${Math.floor(pair / 97)}` });
  const records = Array.from({ length: pairs + 2_000 }, (_, at) =>
    siftedRecord(at, at % 50 === 0 ? { a: 'same', b: 'same' } : different(Math.min(at, pairs))),
  );
  const { asked, counted } = await searched([SAME], records);
  expect(counted).toBe(records.length / 50);
  expect(asked).toBeLessThan(pairs);
  expect(asked).toBeGreaterThan(0.98 * pairs);
});

test('values that no rule distinguishes are asked about once for all', async () => {
  const rule: Condition = {
    kind: 'or',
    of: ['x', 'y'].map((value) => ({
      kind: 'and',
      of: [
        { kind: 'contains', field: 'a', values: [`<${value}>`], cased: false },
        { kind: 'equals', field: 'o.b', values: [value], cased: true },
      ],
    })),
  };
  const records = Array.from({ length: 2_000 }, (_, at) =>
    siftedRecord(at, { a: `${at} <${'XYZ'[at % 3]}>`, o: { b: 'xyz'[at % 5] ?? at } }),
  );
  const { asked, counted, passed } = await searched([rule], records);
  expect(asked).toBeLessThan(10);
  expect([counted, passed]).toEqual([
    records.filter((_, at) => at % 3 < 2 && at % 3 === at % 5).length,
    records.filter((_, at) => at % 3 === 2 || at % 3 !== at % 5).length,
  ]);
});

test('values are told apart that a rule compares with another field', async () => {
  const rules: Condition[] = [sameAs('a', 'b', 'equals'), { kind: 'exists', field: 'a' }];
  const records = Array.from({ length: 500 }, (_, at) =>
    siftedRecord(at, { a: `${at % 10}`, b: `${at % 15}` }),
  );
  const { counted } = await searched(rules.slice(0, 1), records);
  expect(counted).toBe(records.filter((_, at) => at % 10 === at % 15).length);
  expect((await searched(rules, records)).counted).toBe(500);
});

test('answers are forgotten with the values that they are of', async () => {
  // Of the last field there are more values than are numbered at a time; then the first ones get the same numbers again.
  const never: Condition = { kind: 'equals', field: 'c', values: ['never'], cased: true };
  const records = Array.from({ length: 20_000 }, (_, at) =>
    siftedRecord(at, { a: 'p', b: at < 16_000 ? 'q' : 'p', c: `value ${at}` }),
  );
  const { counted, passed } = await searched([SAME, never], records);
  expect(passed).toBeGreaterThan(15_900);
  expect(counted).toBeGreaterThan(3_000);
});

test('a rule that held of the record before may be open of the next', async () => {
  const contains: Condition = { kind: 'contains', field: 'a', values: ['x'], cased: true };
  const records = Array.from({ length: 40 }, (_, at) =>
    siftedRecord(at, { a: at % 2 === 0 ? 'x' : 'y'.repeat(5_000) }),
  );
  expect(await searched([contains], records)).toMatchObject({ counted: 20, passed: 0 });
});

test('a rule on more fields than a combination has room for hides no match', async () => {
  const records = Array.from({ length: 400 }, (_, at) => {
    const field = MANY[at % MANY.length] as string;
    const others = Object.fromEntries(MANY.map((one) => [one, one === field && at % 80 < 40 ? 'x' : 'y']));
    return siftedRecord(at, { a: field, ...others });
  });
  expect(await searched([ONE_OF_MANY], records)).toEqual({ asked: 400, passed: 200, counted: 200 });
});
