import fc from 'fast-check';
import { type AlertFilter, NO_FILTER } from '../../../../../bin/report/page/alerts/alert-filter';
import { AlertSet, FIRST_ORDER } from '../../../../../bin/report/page/alerts/alert-set';
import { COLUMN_NAMES, type ColumnName, type ReportIndex } from '../../../../../bin/report/report-data';
import { cases } from '../../../../jest/cases';

interface Row {
  readonly time: number | null;
  readonly values: Readonly<Record<ColumnName, string>>;
}

const value = fc.constantFrom('', 'a', 'b', 'ab', 'A B', 'c10', 'c9');
const arbitraryRow: fc.Arbitrary<Row> = fc.record({
  time: fc.option(fc.integer({ min: 0, max: 50 })),
  values: fc.record(
    Object.fromEntries(
      COLUMN_NAMES.map((name) => [name, name === 'severity' ? fc.constantFrom('low', 'high') : value]),
    ) as Record<ColumnName, fc.Arbitrary<string>>,
  ),
});
const TECHNIQUES: Readonly<Record<string, readonly string[]>> = { a: ['T1'], b: ['T1', 'T2'], c9: ['T3'] };

const chosen = fc.uniqueArray(value, { minLength: 3 });
const arbitraryFilter: fc.Arbitrary<AlertFilter> = fc.record(
  {
    query: fc.constantFrom('', '', '', 'a', 'b a', ' AB ', 'nothing'),
    chosen: fc.record(
      { rule: chosen, actor: chosen, region: chosen, technique: fc.constantFrom(['T1'], ['T2', 'T3']) },
      { requiredKeys: [] },
    ),
    from: fc.integer({ min: 0, max: 10 }),
    to: fc.integer({ min: 40, max: 60 }),
  },
  { requiredKeys: ['query', 'chosen'] },
);

function setOf(rows: readonly Row[]): AlertSet {
  const columns = Object.fromEntries(
    COLUMN_NAMES.map((name) => {
      const values = [...new Set(rows.map((row) => row.values[name]))];
      return [name, { values, ids: rows.map((row) => values.indexOf(row.values[name])) }];
    }),
  ) as unknown as ReportIndex['columns'];
  const rules = columns.rule.values.map((id) => ({ techniques: TECHNIQUES[id] ?? [] }));
  return new AlertSet({ times: rows.map(({ time }) => time), columns, rules } as unknown as ReportIndex);
}

/** The plain meaning of a filter. */
function passes(
  { time, values }: Row,
  filter: AlertFilter,
  without?: ColumnName | 'technique' | 'time',
): boolean {
  const { query, chosen: wanted, from = -1, to = 1_000 } = filter;
  const isTimed = filter.from === undefined && filter.to === undefined;
  const words = query.toLowerCase().split(' ').filter(Boolean);
  const searched = COLUMN_NAMES.filter((name) => name !== 'severity' && name !== 'rule');
  return (
    words.every((word) => searched.some((name) => values[name].toLowerCase().includes(word))) &&
    COLUMN_NAMES.every((name) => name === without || wanted[name]?.includes(values[name]) !== false) &&
    (without === 'technique' ||
      wanted.technique === undefined ||
      (TECHNIQUES[values.rule] ?? []).some((id) => wanted.technique?.includes(id))) &&
    (without === 'time' || isTimed || (time !== null && time >= from && time < to))
  );
}

describe('AlertSet', () => {
  test('leaves what the plain meaning of the filter leaves, and counts each facet as if it chose nothing', () => {
    let left = 0;
    const property = fc.property(
      fc.array(arbitraryRow, { maxLength: 40 }),
      arbitraryFilter,
      (rows, filter) => {
        const set = setOf(rows);
        const found = set.filter(filter);
        const places = rows.map((_, place) => place);
        expect([...found.rows]).toEqual(places.filter((place) => passes(rows[place]!, filter)));
        left += found.rows.length;
        expect([...found.timed]).toEqual(
          places.filter((place) => passes(rows[place]!, filter, 'time') && rows[place]?.time !== null),
        );
        for (const name of ['rule', 'actor', 'region', 'title'] as const) {
          for (const [id, each] of set.index.columns[name].values.entries()) {
            const expected = rows.filter((row) => row.values[name] === each && passes(row, filter, name));
            expect(found.counts[name][id]).toBe(expected.length);
          }
        }
        const withTechnique = rows.filter(
          (row) => passes(row, filter, 'technique') && TECHNIQUES[row.values.rule]?.includes('T1') === true,
        );
        expect(found.techniques.get('T1') ?? 0).toBe(withTechnique.length);
      },
    );
    fc.assert(property, { numRuns: 500 });
    expect(left).toBeGreaterThan(cases(100));
  });

  test('sorts by time, by severity and by text in which numbers are numbers, the newest first where they are equal', () => {
    const row = (severity: string, title: string): Row => ({
      time: 0,
      values: {
        ...Object.fromEntries(COLUMN_NAMES.map((name) => [name, ''])),
        severity,
        title,
      } as Row['values'],
    });
    const set = setOf([row('high', 'c10'), row('low', 'c9'), row('high', 'a'), row('informational', 'c9')]);
    const { rows } = set.filter(NO_FILTER);
    const sorted = (by: 'time' | ColumnName, isDescending: boolean) => [
      ...set.sorted(rows, { by, isDescending }),
    ];
    expect(sorted('time', false)).toEqual([0, 1, 2, 3]);
    expect(sorted('time', true)).toEqual([3, 2, 1, 0]);
    expect(sorted('severity', true)).toEqual([2, 0, 1, 3]);
    expect([...set.sorted(rows, FIRST_ORDER)]).toEqual([2, 0, 1, 3]);
    expect(sorted('title', false)).toEqual([2, 3, 1, 0]);
  });
});

test('the worst alert is the most severe, and of several the newest', () => {
  const property = fc.property(fc.array(arbitraryRow), (rows) => {
    const set = setOf(rows);
    const worst = set.worst();
    expect(worst === undefined).toBe(rows.length === 0);
    if (worst === undefined) return;
    const severities = rows.map((_, row) => set.value('severity', row));
    const most = severities.includes('high') ? 'high' : 'low';
    expect(worst).toBe(severities.lastIndexOf(most));
  });
  fc.assert(property, { numRuns: 200 });
});
