import fc from 'fast-check';
import {
  type AlertFilter,
  isChosen,
  isOpen,
  NO_FILTER,
  parseFragment,
  toFragment,
  toggled,
  withRange,
} from '../../../../bin/report/page/alerts/alert-filter';
import { periodText, rangeText, spanText } from '../../../../bin/report/page/format';
import { toRecordLines } from '../../../../bin/report/page/record-lines';
import { toTimeBins } from '../../../../bin/report/page/time-bins';
import type { Json } from '../../../../lib/core/json/json-value';

describe('the address of a page', () => {
  const values = fc.uniqueArray(fc.string(), { minLength: 1, maxLength: 3 });
  const filter: fc.Arbitrary<AlertFilter> = fc.record(
    {
      query: fc.string(),
      chosen: fc.record({ actor: values, technique: values, severity: values }, { requiredKeys: [] }),
      from: fc.integer({ min: -1e9, max: 1e10 }),
      to: fc.integer({ min: -1e9, max: 1e10 }),
    },
    { requiredKeys: ['query', 'chosen'] },
  );

  test('says all of a filter, whatever stands in it', () => {
    fc.assert(
      fc.property(filter, fc.option(fc.string(), { nil: undefined }), (each, actorPage) => {
        const state = { filter: each, ...(actorPage === undefined ? {} : { actorPage }) };
        expect(parseFragment(`#${toFragment(state)}`)).toEqual(state);
      }),
    );
  });

  test('is read whatever it says', () => {
    fc.assert(fc.property(fc.string(), (text) => parseFragment(text) !== undefined));
    expect(parseFragment('#from=x&to=1e9&unknown=1').filter).toEqual(NO_FILTER);
  });

  test('has a value no more that is chosen twice', () => {
    const once = toggled(NO_FILTER, 'actor', 'a');
    expect(isChosen(once, 'actor', 'a')).toBe(true);
    expect(isOpen(once)).toBe(false);
    expect(toggled(once, 'actor', 'a')).toEqual(NO_FILTER);
    expect(withRange(withRange(once, [1, 2]), undefined)).toEqual(once);
  });
});

describe('toTimeBins', () => {
  test.each([
    ['a moment', [5]],
    ['a day', [0, 86_399]],
    ['a year', [0, 31_536_000]],
    ['many years', [0, 1_786_968_091]],
  ])('puts each alert of %s into one bar, and has fewer than a hundred', (_, seconds) => {
    const bins = toTimeBins({
      rows: Uint32Array.from(seconds.keys()),
      times: Float64Array.from(seconds),
      severityOf: (row) => row % 2,
      severities: 2,
    });
    expect(bins.reduce((sum, { total }) => sum + total, 0)).toBe(seconds.length);
    expect(bins.length).toBeLessThan(100);
    for (const second of seconds)
      expect(bins.filter(({ from, to }) => second >= from && second < to)).toHaveLength(1);
  });

  test('has no bar for no alert', () => {
    const none = { rows: new Uint32Array(), times: new Float64Array(), severityOf: () => 0, severities: 5 };
    expect(toTimeBins(none)).toEqual([]);
  });
});

describe('toRecordLines', () => {
  test('is the record again, and marks the values by which conditions hold', () => {
    const record: Json = { a: { b: ['x', { c: null }], 'k"': '\u202e' }, d: [], e: {} };
    const lines = toRecordLines(record, [
      [0, [['a', 'b', 0]]],
      [3, [['a', 'b', 1, 'c'], ['d']]],
    ]);
    const text = lines
      .map(({ key, text: each, end }) => `${key === undefined ? '' : `${key}:`}${each}${end}`)
      .join('');
    expect(JSON.parse(text)).toEqual(record);
    expect(text).not.toContain('\u202e');
    expect(
      lines.filter(({ marks }) => marks.length > 0).map(({ key, text: each, marks }) => [key, each, marks]),
    ).toEqual([
      [undefined, '"x"', [1]],
      ['"c"', 'null', [2]],
      ['"d"', '[]', [2]],
    ]);
  });

  test('has the start of a long text, which a browser would take seconds to lay out', () => {
    const marks = `a${'\u0301'.repeat(50_000)}`;
    const [, line] = toRecordLines({ userAgent: marks, [marks]: 1 }, []);
    expect(line?.text).toBe(`"${marks.slice(0, 9_999)}… and 40,003 more characters`);
    const longest = toRecordLines({ [marks]: [marks] }, []).flatMap(({ key = '', text }) => [key, text]);
    expect(Math.max(...longest.map(({ length }) => length))).toBeLessThan(10_100);
  });

  test('is any record again', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (any) => {
        const record = JSON.parse(JSON.stringify(any)) as Json;
        const text = toRecordLines(record, [])
          .map(({ key, text: each, end }) => `${key === undefined ? '' : `${key}:`}${each}${end}`)
          .join('');
        expect(JSON.parse(text)).toEqual(record);
      }),
    );
  });
});

test.each([
  [0, 86_400, '1 Jan 1970'],
  [0, 3 * 86_400, '1 Jan 1970 – 3 Jan 1970'],
  [3_600, 7_200, '1 Jan 1970, 01:00 – 02:00'],
  [3_600, 86_400 + 7_200, '1 Jan 1970, 01:00 – 2 Jan 1970, 02:00'],
])('the range from %i to %i is %s', (from, to, text) => {
  expect(rangeText(from, to)).toBe(text);
});

test('the time of all alerts is said once where they are of one minute', () => {
  const at = (time: string) => Date.parse(time) / 1000;
  const [first, last] = [at('2026-11-19T23:59:00Z'), at('2026-11-20T00:00:00Z')];
  expect(periodText(first, last)).toBe('19 Nov 2026, 23:59 to 20 Nov 2026, 00:00');
  expect(periodText(first, last - 1)).toBe('19 Nov 2026, 23:59');
});

test('a span names the day of its end where it is another', () => {
  const at = (time: string) => Date.parse(time) / 1000;
  expect(spanText(at('2026-11-19T23:50:00Z'), at('2026-11-22T00:12:00Z'))).toBe(
    '2026-11-19 23:50:00 to 2026-11-22 00:12:00',
  );
  expect(spanText(at('2026-11-19T14:00:00Z'), at('2026-11-19T14:05:00Z'))).toBe(
    '2026-11-19 14:00:00 to 14:05:00',
  );
});
