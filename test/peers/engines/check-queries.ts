import type { JsonObject } from '../../../lib/core/json/json-value';
import { NAMED_QUERIES } from '../../../lib/core/query/named-queries';
import { FIXTURE_RECORDS } from '../../core/query/fixture-records';
import { openFixture, type Row, rowsOfQuery, sqlOf, toCell } from '../../core/query/query-fixture';
import { ATHENA_TABLE, LAKE_TABLE, rowOf, type TableShape } from '../../equivalence/athena-table';
import { corpusRecords } from '../../parity/corpus';
import { isSpelledAsDelivered } from '../../parity/corpus-cases';
import type { Outcome } from '../outcome';
import type { Trino } from './trino';

/** An event data store has the time as a timestamp. */
const LAKE_WITH_TIME: TableShape = {
  ...LAKE_TABLE,
  columns: { ...LAKE_TABLE.columns, eventtime: 'STRING' },
};

/**
 * Every named query finds in Trino, in both tables, the rows that it finds in DuckDB: over the fixture records and over
 * every so many of the shared ones.
 */
export async function checkQueries(trino: Trino, recordStep: number, outcome: Outcome): Promise<void> {
  const shared = corpusRecords().filter((_, index) => index % recordStep === 0);
  for (const [name, all] of [
    ['fixture records', FIXTURE_RECORDS],
    ['shared records', shared],
  ] as const) {
    for (const [engine, shape] of [
      ['athena', ATHENA_TABLE],
      ['lake', LAKE_WITH_TIME],
    ] as const) {
      const records = all.filter(
        (record) => isSpelledAsDelivered(record) && rowOf(record, shape) !== undefined,
      );
      const different = await differencesOf(trino, { engine, shape, records });
      const what = `${engine} in Trino, named queries: ${NAMED_QUERIES.length} statements, ${records.length} ${name}, ${different.length} differ`;
      outcome.check(different.length === 0 && records.length > 0, what, different.slice(0, 3));
    }
  }
}

interface Table {
  readonly engine: 'athena' | 'lake';
  readonly shape: TableShape;
  readonly records: readonly JsonObject[];
}

async function differencesOf(trino: Trino, { engine, shape, records }: Table): Promise<readonly string[]> {
  const rows = records.map((record) => rowOf(record, shape) ?? {});
  const table = await trino.createTable(shape, rows);
  const duckdb = await openFixture(records);
  const results = await trino.run(NAMED_QUERIES.map((query) => sqlOf(query, engine, table)));
  const different: string[] = [];
  for (const [index, query] of NAMED_QUERIES.entries()) {
    const result = results[index] ?? '';
    const wanted = sorted(await rowsOfQuery(duckdb, query));
    const found = typeof result === 'string' ? result : sorted(result.map((row) => row.map(toCell)));
    if (JSON.stringify(found) !== JSON.stringify(wanted))
      different.push(`${query.name}: ${JSON.stringify(found)} instead of ${JSON.stringify(wanted)}`);
  }
  await trino.run([`DROP TABLE ${table}`]);
  return different;
}

/** NULL is first in one engine and last in the other. */
function sorted(rows: readonly Row[]): readonly Row[] {
  return [...rows].sort((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));
}
