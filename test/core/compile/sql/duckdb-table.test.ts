import type { DuckDBConnection } from '@duckdb/node-api';
import { toPredicate } from '../../../../lib/core/compile/predicate/to-predicate';
import { DUCKDB_MACROS } from '../../../../lib/core/compile/sql/duckdb-events';
import { DUCKDB_TABLE } from '../../../../lib/core/compile/sql/duckdb-table';
import { toExpression, toSelect } from '../../../../lib/core/compile/sql/select-statement';
import type { Json, JsonObject } from '../../../../lib/core/json/json-value';
import type { Condition } from '../../../../lib/core/rule/condition';
import { foldCase } from '../../../../lib/core/rule/fold-case';
import { fillEvents, openDuckdb, verdictsOf } from '../../../equivalence/duckdb';

const is = (field: string, value: string): Condition => ({
  kind: 'equals',
  field,
  values: [value],
  cased: false,
});

test('a condition becomes a statement over the view events', () => {
  const condition: Condition = {
    kind: 'and',
    of: [is('eventName', "It's"), { kind: 'not', of: { kind: 'exists', field: 'requestParameters.a/b' } }],
  };
  expect(toSelect(condition, DUCKDB_TABLE)).toEqual({
    kind: 'compiled',
    artefacts: [
      [
        'SELECT *',
        'FROM events',
        "WHERE any_true([fold_case(t1) = 'it''s' FOR t1 IN texts_of(values_at([record], '/eventName'))])",
        "  AND NOT (len(values_at(values_at([record], '/requestParameters'), '/a~1b')) > 0)",
      ].join('\n'),
    ],
    assumptions: [],
    widened: [],
  });
});

test('fails a condition that never holds, and what engines do not agree on, with the place', () => {
  const never: Condition = { kind: 'or', of: [] };
  expect(toSelect(never, DUCKDB_TABLE)).toMatchObject({
    kind: 'refused',
    obstacles: [{ code: 'never-holds' }],
  });
  const condition: Condition = { kind: 'and', of: [is('a', 'x'), { kind: 'not', of: is('b', 'Ƛ') }] };
  expect(toSelect(condition, DUCKDB_TABLE)).toEqual({
    kind: 'refused',
    obstacles: [
      {
        code: 'case-folding',
        path: 'of[1].of',
        field: 'b',
        reason: "engines disagree on the case of 'Ƛ'; compare with cased",
      },
    ],
  });
});

test('what cannot be said is widened only on request, negated or not, and inside an element', () => {
  const unsayable = is('b', 'Ƛ');
  const condition: Condition = {
    kind: 'and',
    of: [
      { kind: 'not', of: unsayable },
      { kind: 'element', field: 'list', of: { kind: 'and', of: [unsayable, is('x', 'y')] } },
      { kind: 'not', of: { kind: 'element', field: 'list', of: unsayable } },
    ],
  };
  const result = toSelect(condition, DUCKDB_TABLE, { overApproximate: true });
  if (result.kind === 'refused') throw new Error('refused');
  expect(result.artefacts[0]).toMatch(/WHERE TRUE\n {2}AND any_true\(.*TRUE AND .*\n {2}AND TRUE$/s);
  expect(result.widened.map(({ path }) => path)).toEqual(['of[0].of', 'of[1].of.of[0]', 'of[2].of.of']);
});

describe('in DuckDB', () => {
  let connection: DuckDBConnection;
  beforeAll(async () => {
    connection = await openDuckdb();
  });

  /** The verdicts of one condition on records; never NULL. */
  async function verdicts(condition: Condition, records: readonly JsonObject[]): Promise<unknown> {
    const { value: sql } = toExpression(condition, DUCKDB_TABLE.scope);
    if (sql === undefined) throw new Error('refused');
    await fillEvents(connection, records);
    return (await verdictsOf(connection, [sql]))[0];
  }

  test('the statement finds the record', async () => {
    await fillEvents(connection, [{ eventName: 'GetObject' }, { eventName: 'PutObject' }]);
    const result = toSelect(is('eventName', 'putobject'), DUCKDB_TABLE);
    const [statement = ''] = result.kind === 'compiled' ? result.artefacts : [];
    const rows = (await connection.runAndReadAll(statement)).getRowsJson();
    expect(rows).toEqual([[1, '{"eventName":"PutObject"}']]);
  });

  test.each<[string, Json]>([
    [
      'whole numbers',
      [0, 7, -12, 999999999999999, 9007199254740992, 9007199254740994, 18446744073709552000, 1e20],
    ],
    ['numbers with an exponent', [1e21, 1.5e300, 5e-7, 0.000001, -2.5e-10]],
    ['numbers with a point', [0.1, -1.5, 123456.789]],
    [
      'objects',
      [
        { a: 1e21, b: 'x1e21"', c: [1.5e-9, true, null] },
        { d: '\u001f\u000b\u000b\b\t' },
        { '\\u000B': '\\u000B' },
      ],
    ],
    ['objects with odd keys', [{ '2': 1, '1': 2, é: 'ü', '': {} }]],
    ['empty things', ['', {}, []]],
    ['booleans', [true, false]],
    ['texts', ['\u0000', '\ufeffx', '😀', '\u2028', '"', '\\', "'", '\u007f']],
  ])('the text form of %s is that of JavaScript', async (_, values) => {
    for (const value of values as readonly Json[]) {
      const text = typeof value === 'string' ? value : JSON.stringify(value);
      const equal: Condition = { kind: 'equals', field: 'a', values: [text], cased: true };
      expect([text, await verdicts(equal, [{ a: value }, { a: `${text}x` }])]).toEqual([text, [true, false]]);
    }
  });

  test('arrays in arrays are opened without end, on the way and at the end', async () => {
    const deep: Json = [[[[[[[[[['x']]], 1]]]]]], []];
    const records = [{ a: deep }, { a: [[{ b: deep }]] }, { a: [[], [[]]] }, { a: '[[[[' }];
    expect(await verdicts(is('a', 'x'), records)).toEqual([true, false, false, false]);
    expect(await verdicts(is('a.b', 'x'), records)).toEqual([false, true, false, false]);
    expect(await verdicts(is('a', '[]'), records)).toEqual([true, false, true, false]);
  });

  test('keys with signs of JSON pointers and paths are keys', async () => {
    const records: JsonObject[] = [
      { 'a/b': 'x' },
      { 'a~1b': 'x' },
      { 'a"b': 'x' },
      { 'a[0]': 'x' },
      { '': 'x' },
    ];
    for (const [index, key] of ['a/b', 'a~1b', 'a"b', 'a[0]', ''].entries()) {
      const expected = records.map((_, at) => at === index);
      expect(await verdicts(is(key, 'x'), records)).toEqual(expected);
    }
  });

  test.each([
    ['10.1.2.3', '10.0.0.0/8', '010.1.2.3', '10.1.2.256', '10.1.2', '10.1.2.3.4', '10.1.2.3.', '10.1.2.3\n'],
    ['::ffff:10.1.2.3', '::ffff:10.0.0.0/104', '0:0:0:0:0:ffff:a01:203', '::ffff:0a01:0203', '::10.1.2.3'],
    [
      '2001:db8::1',
      '2001:db8::/33',
      '2001:db8:8000::',
      '2001:DB8:0::',
      ':::',
      '::',
      '1::2::3',
      '2001:db8::10.1.2.3',
    ],
    [
      '1:2:3:4:5:6:7:8',
      '1::/16',
      '1:2:3:4:5:6:7:8:9',
      '1::2:3:4:5:6:7:8',
      '1:2:3:4:5:6:7::',
      'fe80::1%1',
      '12345::',
      '',
    ],
    ['0.0.0.0', '0.0.0.0/0', '::', '255.255.255.255', '::/0', '1', 'x'],
  ])('an address is in a range as the matcher says: %s, %s, …', async (...texts) => {
    const ranges = texts.filter((text) => text.includes('/'));
    for (const range of [...ranges, '10.1.2.3', '::/0', '::ffff:0:0/95', '2001:db8:8000::/33']) {
      const condition: Condition = { kind: 'cidr', field: 'a', ranges: [range] };
      const records = texts.map((text) => ({ a: text }));
      expect(await verdicts(condition, records)).toEqual(records.map(toPredicate(condition)));
    }
  });

  test('a part of a date is read as the matcher reads it', async () => {
    const texts = [
      ...['2023-07-10T12:05:09Z', '2023-07-10t12:05:09.123z', '2023-07-10 12:05', '2023-07-10', '20230710'],
      ...['2023-01-01T00:30:00+02:00', '2022-12-31T23:30:00-0130', '2023-02-29', '2024-02-29T24:00:00Z'],
      ...[
        '2024-02-29T23:60:00Z',
        '2023-07-10T12:05:09Z\n',
        '0001-01-01',
        '9999-12-31T23:59:59Z',
        '2023-07-10T12',
      ],
      ...[
        '2023-07-10T12:05:09+99:99',
        '2020-12-31',
        '2021-01-01',
        '2021-01-03',
        '2021-01-04',
        '2023-13-01',
        '',
      ],
    ];
    for (const part of ['minute', 'hour', 'day', 'week', 'month', 'year'] as const) {
      for (const value of [0, 1, 5, 10, 12, 23, 29, 31, 52, 53, 2022, 2023]) {
        const condition: Condition = { kind: 'timePart', field: 'a', part, operator: 'eq', value };
        const records = texts.map((text) => ({ a: text }));
        expect(await verdicts(condition, records)).toEqual(records.map(toPredicate(condition)));
      }
    }
  });

  test('letter case is folded as foldCase does it, for all letters but those that are refused', async () => {
    const points = Array.from({ length: 0x110000 }, (_, point) => point).filter(
      (point) => point < 0xd800 || point > 0xdfff,
    );
    const letters = points
      .map((point) => String.fromCodePoint(point))
      .filter((letter) => letter !== '\ufeff');
    const reader = await connection.runAndReadAll(
      `SELECT list(fold_case(chr(point::INTEGER)) ORDER BY point) FROM (SELECT unnest(range(1, 1114112)) AS point)
       WHERE point NOT BETWEEN 55296 AND 57343 AND point <> 65279`,
    );
    const folded = (reader.getRowsJson()[0]?.[0] ?? []) as readonly string[];
    const different = letters.slice(1).filter((letter, index) => foldCase(letter) !== folded[index]);
    const compared = different.flatMap((letter) => [letter, foldCase(letter)]);
    for (const letter of compared) {
      expect([letter, toSelect(is('a', letter), DUCKDB_TABLE).kind]).toEqual([letter, 'refused']);
    }
    expect(folded).toHaveLength(letters.length - 1);
  });

  test('the macros can be made again', async () => {
    for (const macro of DUCKDB_MACROS) await connection.run(macro);
  });
});
