import type { DuckDBConnection } from '@duckdb/node-api';
import fc from 'fast-check';
import { toPredicate } from '../../../../lib/core/compile/predicate/to-predicate';
import { ATHENA_TABLE as ATHENA } from '../../../../lib/core/compile/sql/athena-table';
import { DUCKDB_TABLE as DUCKDB } from '../../../../lib/core/compile/sql/duckdb-table';
import { LAKE_TABLE as LAKE } from '../../../../lib/core/compile/sql/lake-table';
import { toExpression } from '../../../../lib/core/compile/sql/select-statement';
import type { Json, JsonObject } from '../../../../lib/core/json/json-value';
import type { Condition } from '../../../../lib/core/rule/condition';
import { ATHENA_TABLE, fillTable, LAKE_TABLE, rowOf } from '../../../equivalence/athena-table';
import { fillEvents, openDuckdb, verdictsOf } from '../../../equivalence/duckdb';
import { openTrinoParser } from '../../../equivalence/sql-syntax';
import { addTrinoMacros, toDuckdb } from '../../../equivalence/trino-in-duckdb';
import { cases } from '../../../jest/cases';
import { arbitraryCondition } from '../../../parity/arbitrary-condition';
import { arbitraryRecord } from '../../../parity/arbitrary-record';

const FIELD = 'requestParameters.policy';
const document = (of: Condition): Condition => ({ kind: 'document', field: FIELD, of });
const IS_IAM = document({ kind: 'equals', field: 'a', values: ['iam'], cased: false });
const recordOf = (policy: Json): JsonObject => ({
  recipientAccountId: '111122223333',
  requestParameters: { policy },
});

let connection: DuckDBConnection;
beforeAll(async () => {
  connection = await openDuckdb();
  await addTrinoMacros(connection);
});

type Engine = 'duckdb' | 'athena' | 'lake';
const ENGINES: readonly Engine[] = ['duckdb', 'athena', 'lake'];
const TABLES = { duckdb: DUCKDB, athena: ATHENA, lake: LAKE };

/** The verdicts of conditions on records: by condition, then by record. Undefined where it is refused. */
async function verdicts(engine: Engine, conditions: readonly Condition[], records: readonly JsonObject[]) {
  const shape = engine === 'athena' ? ATHENA_TABLE : LAKE_TABLE;
  if (engine === 'duckdb') await fillEvents(connection, records);
  else
    await fillTable(
      connection,
      shape,
      records.map((record) => rowOf(record, shape) ?? {}),
    );
  const expressions = conditions.map((condition) => {
    const { value: sql } = toExpression(condition, TABLES[engine].scope);
    return engine === 'duckdb' || sql === undefined ? sql : toDuckdb(sql);
  });
  const said = expressions.filter((sql) => sql !== undefined);
  const found = [...(await verdictsOf(connection, said, engine === 'duckdb' ? 'events' : engine))];
  return expressions.map((sql) => (sql === undefined ? undefined : found.shift()));
}

const POLICIES: readonly Json[] = [
  { a: 'iam' },
  [{ a: 'iam' }, { b: 1 }],
  [[], [['{"a":"iam"}']]],
  '{"a":"iam"}',
  ' \n{ "a" : "\\u0069am" }\n',
  '%7B%22a%22%3A%20%22iam%22%7D',
  '%0a%7b%22a%22%3a%22iam%22%7d',
  '%7B"a":"iam"%7D',
  '%7B"a":"iam","b":"+"%7D',
  '[{"a":"x"},[{"a":"iam"}]]',
  ['{', '{"a":"iam"}'],
  '{"a":"x"}',
  '{"a":"iam"',
  '{"a":"iam"} {"a":"iam"}',
  '{"a":"iam",}',
  '["a",]',
  '{"a":"iam","b":NaN}',
  '{"a":"iam","b":"NaN,]"}',
  '{"a":"iam","b":["x","y"],"c":{"d":"z"}}',
  '\ufeff{"a":"iam"}',
  '%7B%22a%22%3A%22iam%22%zz%7D',
  '%7B%22a%22%3A%22iam%22,%22b%22:%22%C3%A9%22%7D',
  '"iam"',
  '%257B%2522a%2522%253A%2522iam%2522%257D',
  '{"a":"%69am"}',
  '{"a":"iam"}'.padEnd(262_144),
  '{"a":"iam"}'.padEnd(262_145),
  5,
  true,
  null,
  '',
  [],
];

describe.each(ENGINES)('in %s', (engine) => {
  test('a document is what the matcher takes for one', async () => {
    const records = [...POLICIES.map(recordOf), { requestParameters: {} }, {}];
    const both = [IS_IAM, { kind: 'not', of: IS_IAM } as const];
    expect(await verdicts(engine, both, records)).toEqual(
      both.map((condition) => records.map(toPredicate(condition))),
    );
  });

  test('random conditions find in random documents what the matcher finds', async () => {
    const sample = <T>(arbitrary: fc.Arbitrary<T>, numRuns: number) =>
      fc.sample(arbitrary, { numRuns, seed: 20_261_120 });
    const records = sample(arbitraryRecord, 100).flatMap((inner) => {
      const text = JSON.stringify(inner);
      return [inner, text, encodeURIComponent(text), JSON.stringify([inner], null, 2)].map(recordOf);
    });
    const conditions = sample(arbitraryCondition, cases(80)).map(document);
    const found = await verdicts(engine, conditions, records);
    let holding = 0;
    for (const [at, condition] of conditions.entries()) {
      const expected = records.map(toPredicate(condition));
      if (found[at] === undefined) continue;
      expect([condition, found[at]]).toEqual([condition, expected]);
      holding += expected.filter(Boolean).length;
    }
    expect(found.filter((one) => one !== undefined).length).toBeGreaterThan(cases(50));
    expect(holding).toBeGreaterThan(cases(1000));
  });

  test('what is taken for granted is told, and may be forbidden', () => {
    const told = { code: 'plain-document', field: FIELD };
    expect(toExpression(IS_IAM, TABLES[engine].scope)).toMatchObject({
      assumptions: expect.arrayContaining([told]),
    });
    expect(toExpression(IS_IAM, TABLES[engine].scope, { assumeFieldShape: false })).toMatchObject({
      obstacles: [told],
    });
  });
});

test("a condition on a document is one of Trino's grammar", () => {
  const statement = `SELECT * FROM logs WHERE ${toExpression(IS_IAM, ATHENA.scope).value}`;
  expect([statement, openTrinoParser().validate(statement)]).toEqual([statement, []]);
});
