import type { DuckDBConnection } from '@duckdb/node-api';
import { ATHENA_TABLE } from '../../../../lib/core/compile/sql/athena-table';
import { DUCKDB_TABLE } from '../../../../lib/core/compile/sql/duckdb-table';
import { LAKE_TABLE } from '../../../../lib/core/compile/sql/lake-table';
import type { SqlTable } from '../../../../lib/core/compile/sql/select-statement';
import { planCorrelation } from '../../../../lib/core/correlation/correlation-plan';
import { toCorrelationSql } from '../../../../lib/core/correlation/sql/to-correlation-sql';
import type { JsonObject } from '../../../../lib/core/json/json-value';
import type { Correlation } from '../../../../lib/core/rule/correlation';
import { fillEvents, openDuckdb } from '../../../equivalence/duckdb';
import { openTrinoParser } from '../../../equivalence/sql-syntax';
import { toDuckdb } from '../../../equivalence/trino-in-duckdb';
import { chanceOf } from '../../../lambda/chance';
import { CORRELATIONS, recordsInOrder, recordsOf } from '../../../rules/correlated-records';
import { oracle } from '../correlation-oracle';
import { correlationOf, RULES, randomCorrelation, randomRecords, satisfiesRule } from '../random-correlation';
import { comparable, crossingsOf, rowsOf } from './crossing-rows';
import { shapedCorrelation, shapedFlat } from './shaped-stream';
import { addTrinoFunctions, fillTrinoTable, TRINO_TABLES } from './trino-tables';

let connection: DuckDBConnection;
beforeAll(async () => {
  connection = await openDuckdb();
  await addTrinoFunctions(connection);
});

function statementOf(correlation: Correlation, table: SqlTable, from = table.from): string {
  const result = toCorrelationSql(correlation, table, { table: from });
  if (result.kind === 'refused') throw new Error(JSON.stringify(result.obstacles));
  return result.artefacts[0] ?? '';
}

async function rowsInDuckdb(correlation: Correlation, records: readonly JsonObject[]) {
  await fillEvents(connection, records);
  return rowsOf(connection, statementOf(correlation, DUCKDB_TABLE));
}

describe('random correlations find in random streams what the definition and the engine say', () => {
  test('in DuckDB', async () => {
    let satisfied = 0;
    for (let seed = 1; seed <= 250; seed++) {
      const chance = chanceOf(seed);
      const correlation = randomCorrelation(chance);
      const records = randomRecords(chance, 1 + Math.floor(chance() * 60));
      const rows = await rowsInDuckdb(correlation, [...records, ...records.slice(0, 10)]);
      const found = comparable(rows, planCorrelation(correlation).enough);
      expect({ seed, found }).toEqual({ seed, found: crossingsOf(correlation, records) });
      expect(found).toHaveLength(oracle(correlation, records, satisfiesRule).length);
      satisfied += found.length;
    }
    expect(satisfied).toBeGreaterThan(800);
  });

  test.each(TRINO_TABLES)('in a table of $name', async (trino) => {
    let satisfied = 0;
    for (let seed = 1001; seed <= 1060; seed++) {
      const chance = chanceOf(seed);
      const correlation = shapedCorrelation(randomCorrelation(chance));
      const records = randomRecords(chance, 1 + Math.floor(chance() * 60)).map(shapedFlat);
      await fillTrinoTable(connection, trino, [...records, ...records.slice(0, 10)]);
      const rows = await rowsOf(connection, toDuckdb(statementOf(correlation, trino.table, trino.name)));
      const found = comparable(rows, planCorrelation(correlation).enough);
      expect({ seed, found }).toEqual({ seed, found: crossingsOf(correlation, records) });
      satisfied += found.length;
    }
    expect(satisfied).toBeGreaterThan(150);
  });
});

const START = Date.parse('2026-11-20T02:00:00Z');

function at(second: number, changes: JsonObject = {}): JsonObject {
  const eventTime = new Date(START + second * 1000).toISOString();
  return {
    eventID: `e${second}`,
    recipientAccountId: '1',
    eventTime,
    eventName: 'SignIn',
    actor: 'ann',
    ...changes,
  };
}

async function groupsOf(correlation: Correlation, records: readonly JsonObject[]) {
  const rows = await rowsInDuckdb(correlation, records);
  expect(comparable(rows, planCorrelation(correlation).enough)).toEqual(crossingsOf(correlation, records));
  return rows.map(({ group_values }) => group_values);
}

describe('a row', () => {
  test('tells of the correlation, the group, the period, the count and the window', async () => {
    const rows = await rowsInDuckdb(correlationOf({ name: "it's" }), [
      at(55),
      at(70),
      at(80),
      at(81),
      at(200),
    ]);
    expect(rows).toEqual([
      {
        correlation_id: 'correlation',
        correlation_name: "it's",
        group_values: ['ann'],
        period_start: '2026-11-20T02:01:00.000Z',
        counted: '3',
        first_time: '2026-11-20T02:00:55.000Z',
        last_time: '2026-11-20T02:01:20.000Z',
        sample_event_ids: expect.arrayContaining(['e55', 'e70', 'e80']),
      },
    ]);
  });

  test('tells of a window that leaves out what is a whole timespan older, to the millisecond', async () => {
    const [row] = await rowsInDuckdb(correlationOf(), [at(20), at(79), at(80), at(80, { eventID: 'x' })]);
    expect(row).toMatchObject({ first_time: '2026-11-20T02:01:19.000Z', counted: '3' });
    const three = [at(20.001), at(79), at(80)];
    expect(await groupsOf(correlationOf(), three)).toHaveLength(1);
    expect(await groupsOf(correlationOf(), [at(20), ...three.slice(1)])).toEqual([]);
  });

  test('names ten records at most', async () => {
    const many = Array.from({ length: 30 }, (_, second) => at(second));
    const thirty = correlationOf({ bounds: [{ operator: 'gte', value: 30 }] });
    const [row] = await rowsInDuckdb(thirty, many);
    expect([...(row?.sample_event_ids ?? [])].sort()).toEqual(
      many.slice(0, 10).map(({ eventID }) => eventID),
    );
  });
});

describe('what is counted', () => {
  const ONCE = correlationOf({ bounds: [{ operator: 'gte', value: 1 }] });
  const TWICE = correlationOf({ bounds: [{ operator: 'gte', value: 2 }] });

  test('is nothing whose time is no ISO 8601 in UTC', async () => {
    const odd = [
      ...['yesterday', '2026-11-20', '2026-11-20T02:00:00+01:00', '2026-13-40T02:00:00Z', '', null, 5],
      ...['2026-02-30T02:00:00Z', '2026-11-20T24:00:00Z', '2026-11-20T02:00:60Z', '2026-11-20T02:00:00.Z'],
    ];
    expect(
      await groupsOf(
        ONCE,
        odd.map((eventTime) => at(0, { eventTime })),
      ),
    ).toEqual([]);
    const good = at(0, { eventTime: '2026-11-20T02:00:00.123456789Z' });
    expect(await groupsOf(ONCE, [good])).toHaveLength(1);
  });

  test('is a record once, by its identifier and account, and by all of it where it has none', async () => {
    const nameless = { eventID: '' };
    expect(await groupsOf(TWICE, [at(1), at(1)])).toEqual([]);
    expect(await groupsOf(TWICE, [at(1), at(1, { recipientAccountId: '2' })])).toHaveLength(1);
    expect(await groupsOf(TWICE, [at(1, nameless), at(1, nameless)])).toEqual([]);
    expect(await groupsOf(TWICE, [at(1, nameless), at(2, nameless)])).toHaveLength(1);
  });

  test('is told apart by the text forms of all kinds of values, a list by its elements', async () => {
    const values = [1, 1.5, true, '', 'A', { a: [1e21] }, [], ['x', ['y', null]], null];
    const groups = await groupsOf(
      ONCE,
      values.map((actor) => at(0, { eventID: JSON.stringify(actor), actor })),
    );
    const texts = ['1', '1.5', 'true', '', 'A', '{"a":[1e+21]}', '[]', 'x', 'y'];
    expect(groups.map(([text]) => text).sort()).toEqual(texts.sort());
  });

  test('is of the account where there is no field to group by, whatever field tells it', async () => {
    const records = [
      at(0),
      at(1, { recipientAccountId: null, userIdentity: { accountId: '2' } }),
      at(2, { recipientAccountId: '', userIdentity: null }),
    ];
    expect((await groupsOf({ ...ONCE, groupBy: [] }, records)).map(([account]) => account).sort()).toEqual([
      '',
      '1',
      '2',
    ]);
  });

  test('is no more than a hundred combinations of one record', async () => {
    const long = Array.from({ length: 30 }, (_, index) => String(index));
    const both = correlationOf({ ...ONCE, groupBy: ['actor', 'address'] });
    expect(await groupsOf(both, [at(0, { actor: long, address: long })])).toHaveLength(100);
    const longer = Array.from({ length: 200 }, (_, index) => String(index));
    expect(await groupsOf(ONCE, [at(0, { actor: longer })])).toHaveLength(100);
  });

  test('is nothing of a rule for which an alias names no field', async () => {
    const aliased = correlationOf({
      ...ONCE,
      rules: RULES.slice(0, 2),
      groupBy: ['who'],
      aliases: { who: { 'rule-Assume': 'actor' } },
    });
    expect(await groupsOf(aliased, [at(0)])).toEqual([]);
    expect(await groupsOf(aliased, [at(0, { eventName: 'Assume' })])).toHaveLength(1);
    const nowhere = { ...aliased, aliases: { who: {} } };
    expect(toCorrelationSql(nowhere, DUCKDB_TABLE)).toMatchObject({ obstacles: [{ code: 'never-holds' }] });
  });
});

test("statements are ones of Trino's grammar, and read the table once", () => {
  const parser = openTrinoParser();
  const correlations = [
    correlationOf({ groupBy: ['userIdentity.arn', 'requestParameters.a.b'], rules: RULES }),
    correlationOf({ kind: 'value_count', fields: ['sourceIPAddress'], groupBy: ['resources.ARN'] }),
    correlationOf({ kind: 'temporal_ordered', rules: RULES, groupBy: [], bounds: [] }),
  ];
  for (const correlation of correlations) {
    for (const table of [ATHENA_TABLE, LAKE_TABLE]) {
      const statement = statementOf(correlation, table, 'store');
      expect([statement, parser.validate(statement)]).toEqual([statement, []]);
      expect(statement.match(/FROM store/g)).toHaveLength(1);
    }
  }
});

describe('what engines cannot say', () => {
  test('fails with every reason and its place', () => {
    const [signIn, assume] = RULES;
    const keyword = { kind: 'keyword', patterns: [[{ text: 'x' }]], cased: false } as const;
    const rules = [signIn, { ...assume, condition: keyword }] as Correlation['rules'];
    expect(toCorrelationSql(correlationOf({ rules, groupBy: ['userIdentity'] }), ATHENA_TABLE)).toMatchObject(
      {
        kind: 'refused',
        obstacles: [
          { code: 'keyword', path: 'rules[1]' },
          { code: 'no-column', path: '', field: 'userIdentity' },
        ],
      },
    );
  });

  test('is widened on request, where more records cannot break the condition', () => {
    const [rule] = RULES;
    const condition = { kind: 'equals', field: 'actor', values: ['Ƛ'], cased: false } as const;
    const wider = correlationOf({ rules: [{ ...rule, condition }] as Correlation['rules'] });
    expect(toCorrelationSql(wider, DUCKDB_TABLE, { overApproximate: true })).toMatchObject({
      kind: 'compiled',
      widened: [{ code: 'case-folding', path: 'rules[0]' }],
    });
    const below = { ...wider, bounds: [{ operator: 'lt', value: 3 }] } as const;
    expect(toCorrelationSql(below, DUCKDB_TABLE, { overApproximate: true })).toMatchObject({
      kind: 'refused',
    });
  });

  test('what is taken for granted is told', () => {
    const grouped = (groupBy: string) =>
      toCorrelationSql(correlationOf({ kind: 'temporal', groupBy: [groupBy], bounds: [] }), ATHENA_TABLE);
    expect(grouped('userIdentity.arn')).toMatchObject({ assumptions: [] });
    expect(grouped('requestParameters.a')).toMatchObject({
      assumptions: [{ code: 'plain-json', field: 'requestParameters.a' }],
    });
    expect(toCorrelationSql(correlationOf({ groupBy: [] }), LAKE_TABLE)).toMatchObject({
      assumptions: [{ code: 'identified-record', field: 'eventID' }],
    });
  });
});

/** What a score weighs is not in one statement. */
const IN_SQL = CORRELATIONS.filter(([, { kind }]) => kind !== 'score');

test.each(TRINO_TABLES)('a score is refused in a table of $name', ({ table }) => {
  const score = correlationOf({ kind: 'score', rules: [], bounds: [{ operator: 'gte', value: 36 }] });
  expect(toCorrelationSql(score, table)).toMatchObject({
    kind: 'refused',
    obstacles: [{ code: 'correlation', reason: expect.stringContaining('weighs') }],
  });
});

describe.each(IN_SQL)('the built-in correlation %s', (_name, correlation) => {
  const enough = correlation.bounds[0]?.value ?? 0;
  const records = correlation.kind.startsWith('temporal')
    ? recordsInOrder(correlation)
    : recordsOf(correlation, enough);

  test('is raised in DuckDB by its records, and not by one less', async () => {
    await fillEvents(connection, records);
    expect(await countsIn('events', statementOf(correlation, DUCKDB_TABLE))).toEqual([1, 0]);
  });

  test.each(TRINO_TABLES)(
    'is raised in a table of $name by its records, and not by one less',
    async (trino) => {
      await fillTrinoTable(connection, trino, records);
      const statement = toDuckdb(statementOf(correlation, trino.table, trino.name));
      expect(await countsIn(trino.name, statement)).toEqual([1, 0]);
    },
  );
});

/** How many rows a statement finds in a table, and how many without its first record. Planning it takes most of the time. */
async function countsIn(table: string, statement: string): Promise<readonly number[]> {
  const prepared = await connection.prepare(statement);
  const { currentRowCount: all } = await prepared.runAndReadAll();
  await connection.run(`DELETE FROM ${table} WHERE position = 0`);
  const { currentRowCount: fewer } = await prepared.runAndReadAll();
  return [all, fewer];
}
