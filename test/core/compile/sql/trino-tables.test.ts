import fc from 'fast-check';
import { toPredicate } from '../../../../lib/core/compile/predicate/to-predicate';
import { ATHENA_TABLE as ATHENA } from '../../../../lib/core/compile/sql/athena-table';
import { LAKE_TABLE as LAKE } from '../../../../lib/core/compile/sql/lake-table';
import { toExpression, toSelect } from '../../../../lib/core/compile/sql/select-statement';
import type { JsonObject } from '../../../../lib/core/json/json-value';
import type { Condition } from '../../../../lib/core/rule/condition';
import { ATHENA_TABLE, fillTable, LAKE_TABLE, rowOf } from '../../../equivalence/athena-table';
import { shapedCondition, shapedRecord } from '../../../equivalence/cloudtrail-shaped';
import { openDuckdb, verdictsOf } from '../../../equivalence/duckdb';
import { openTrinoParser } from '../../../equivalence/sql-syntax';
import { addTrinoMacros, toDuckdb } from '../../../equivalence/trino-in-duckdb';
import { cases } from '../../../jest/cases';
import { arbitraryCondition } from '../../../parity/arbitrary-condition';
import { arbitraryRecord } from '../../../parity/arbitrary-record';

const is = (field: string, value: string): Condition => ({
  kind: 'equals',
  field,
  values: [value],
  cased: false,
});

test('texts are read from columns, and what each service decides from JSON', () => {
  const condition: Condition = {
    kind: 'and',
    of: [
      is('eventName', 'PutObject'),
      { kind: 'not', of: is('userIdentity.sessionContext.sessionIssuer.userName', 'ops') },
      { kind: 'exists', field: 'errorCode' },
      is('resources.ARN', 'x'),
    ],
  };
  expect(toSelect(condition, ATHENA)).toEqual({
    kind: 'compiled',
    artefacts: [
      [
        'SELECT *',
        'FROM cloudtrail_logs',
        "WHERE COALESCE(lower(eventname) = 'putobject', FALSE)",
        "  AND NOT COALESCE(lower(useridentity.sessionContext.sessionIssuer.userName) = 'ops', FALSE)",
        '  AND (errorcode IS NOT NULL)',
        "  AND COALESCE(any_match(resources, r1 -> COALESCE(lower(r1.ARN) = 'x', FALSE)), FALSE)",
      ].join('\n'),
    ],
    assumptions: [{ code: 'never-null', field: 'errorCode' }],
    widened: [],
  });
  expect(toSelect(condition, ATHENA, { assumeFieldShape: false })).toMatchObject({
    kind: 'refused',
    obstacles: [{ code: 'never-null', path: 'of[2]', field: 'errorCode' }],
  });
});

test.each<[string, Condition, string]>([
  ['a field without a column', is('managementEvent', 'true'), 'no-column'],
  ['a struct as text', is('userIdentity', 'x'), 'no-column'],
  [
    'the presence of a column that may be null',
    { kind: 'exists', field: 'responseElements' },
    'null-or-absent',
  ],
  ['a keyword', { kind: 'keyword', patterns: [[{ text: 'x' }]], cased: false }, 'keyword'],
  [
    'lines of a text',
    { kind: 'matches', field: 'userAgent', expression: '^a', flags: 'm' },
    'regular-expression',
  ],
  [
    'an endless search',
    { kind: 'matches', field: 'userAgent', expression: '(a+)+', flags: '' },
    'regular-expression',
  ],
])('fails %s in Athena, with the reason', (_, condition, code) => {
  expect(toSelect(condition, ATHENA)).toMatchObject({ kind: 'refused', obstacles: [{ code, path: '' }] });
});

test('CloudTrail Lake says what Athena cannot, but for statements that are too long', () => {
  expect(toSelect(is('managementEvent', 'true'), LAKE).kind).toBe('compiled');
  expect(toSelect({ kind: 'exists', field: 'errorCode' }, LAKE)).toMatchObject({ assumptions: [] });
  const long: Condition = {
    kind: 'or',
    of: Array.from({ length: 60 }, (_, at) => is(`requestParameters.f${at}`, 'x')),
  };
  expect(toSelect(long, LAKE)).toMatchObject({
    kind: 'refused',
    obstacles: [{ code: 'too-long', path: '' }],
  });
});

test.each<[string, Condition, readonly JsonObject[]]>([
  [
    'any text, of an object too',
    { kind: 'contains', field: 'requestParameters.a', values: [''], cased: true },
    [{ a: {} }, { a: { b: 1 } }, { a: [] }, { a: [{ b: 1 }] }, { a: null }, {}],
  ],
  [
    'a bare wildcard, and an object too',
    { kind: 'wildcard', field: 'requestParameters.a', patterns: [[{ any: true }]], cased: false },
    [{ a: {} }, { a: { b: 1 } }, { a: [] }, { a: [{ b: 1 }] }, { a: null }, {}],
  ],
  [
    'the text of what is empty',
    { kind: 'equals', field: 'requestParameters.a', values: ['[]', '{}'], cased: true },
    [{ a: {} }, { a: [] }, { a: '[]' }, { a: [[]] }, { a: [1] }, { a: { b: 1 } }],
  ],
  [
    'two characters, which may be those of what is empty',
    {
      kind: 'wildcard',
      field: 'requestParameters.a',
      patterns: [[{ one: true }, { text: ']' }]],
      cased: true,
    },
    [{ a: [] }, { a: {} }, { a: [1] }, { a: ']]' }],
  ],
  [
    'a text that contains another, which may be empty, and nothing where there is no text',
    {
      kind: 'sameAs',
      field: 'requestParameters.a',
      other: 'requestParameters.b',
      relation: 'contains',
      cased: true,
    },
    [{ b: '' }, { a: 'x', b: '' }, { a: null, b: '' }, { a: 'xy', b: 'y' }, { a: 'x', b: 'y' }, { a: '' }],
  ],
])('SQL for Athena and Lake finds %s', async (_, condition, parameters) => {
  const connection = await openDuckdb();
  await addTrinoMacros(connection);
  const records = parameters.map((requestParameters) => ({ requestParameters }));
  const expected = records.map(toPredicate(condition));
  for (const [shape, { scope }] of [
    [ATHENA_TABLE, ATHENA],
    [LAKE_TABLE, LAKE],
  ] as const) {
    const sql = toDuckdb(toExpression(condition, scope).value ?? '');
    await fillTable(
      connection,
      shape,
      records.map((record) => rowOf(record, shape) ?? {}),
    );
    expect([shape.name, (await verdictsOf(connection, [sql], shape.name))[0]]).toEqual([
      shape.name,
      expected,
    ]);
  }
});

test('no text of a column contains an empty text where there is none', async () => {
  const condition: Condition = {
    kind: 'sameAs',
    field: 'userAgent',
    other: 'errorCode',
    relation: 'contains',
    cased: true,
  };
  const connection = await openDuckdb();
  await addTrinoMacros(connection);
  await fillTable(connection, ATHENA_TABLE, [{ errorcode: '' }, { errorcode: '', useragent: 'x' }]);
  const sql = toDuckdb(toExpression(condition, ATHENA.scope).value ?? '');
  expect((await verdictsOf(connection, [sql], 'athena'))[0]).toEqual([false, true]);
});

test('what null as its own element satisfies, Athena cannot say of a column of JSON, and of a list under an assumption', () => {
  const noX: Condition = { kind: 'not', of: is('x', 'y') };
  expect(toSelect({ kind: 'element', field: 'requestParameters', of: noX }, ATHENA)).toMatchObject({
    kind: 'refused',
    obstacles: [{ code: 'null-or-absent', field: 'requestParameters' }],
  });
  expect(toSelect({ kind: 'element', field: 'resources', of: is('type', 'y') }, ATHENA)).toMatchObject({
    kind: 'compiled',
    assumptions: [{ code: 'never-null', field: 'resources' }],
  });
});

test("statements are ones of Trino's grammar", () => {
  const parser = openTrinoParser();
  const conditions = [
    is('requestParameters.a.b', 'x'),
    is('eventName', "it's \n 'x'"),
    { kind: 'cidr', field: 'sourceIPAddress', ranges: ['10.0.0.0/8'] },
    { kind: 'compare', field: 'requestParameters.n', operator: 'gt', value: 1e-9 },
    { kind: 'isNull', field: 'requestParameters.a.b' },
    { kind: 'timePart', field: 'eventTime', part: 'hour', operator: 'lt', value: 6 },
  ] satisfies readonly Condition[];
  for (const condition of conditions) {
    for (const result of [toSelect(condition, ATHENA), toSelect(condition, LAKE, { table: 'store' })]) {
      const statement = result.kind === 'compiled' ? (result.artefacts[0] ?? '') : '';
      expect([statement, parser.validate(statement)]).toEqual([statement, []]);
    }
  }
  expect(parser.validate('SELECT FROM')).not.toEqual([]);
});

test.each([
  ['athena', ATHENA_TABLE, ATHENA],
  ['lake', LAKE_TABLE, LAKE],
] as const)(
  'random conditions find in a table of %s what the predicate finds',
  async (_, shape, { scope }) => {
    const connection = await openDuckdb();
    await addTrinoMacros(connection);
    const sampled = fc.sample(arbitraryRecord, { numRuns: 400, seed: 20261120 }).map(shapedRecord);
    const records = sampled.filter((record) => rowOf(record, shape) !== undefined);
    await fillTable(
      connection,
      shape,
      records.map((record) => rowOf(record, shape) ?? {}),
    );
    const conditions = fc
      .sample(arbitraryCondition, { numRuns: cases(150), seed: 20261120 })
      .map(shapedCondition);
    const compiled = conditions.flatMap((condition) => {
      const { value: sql } = toExpression(condition, scope);
      return sql === undefined ? [] : [{ condition, sql }];
    });
    const found = await verdictsOf(
      connection,
      compiled.map(({ sql }) => toDuckdb(sql)),
      shape.name,
    );
    let holding = 0;
    for (const [index, { condition, sql }] of compiled.entries()) {
      const expected = records.map(toPredicate(condition));
      expect([condition, sql, found[index]]).toEqual([condition, sql, expected]);
      holding += expected.filter(Boolean).length;
    }
    expect(compiled.length).toBeGreaterThan(cases(90));
    expect(holding).toBeGreaterThan(cases(5000));
  },
);
