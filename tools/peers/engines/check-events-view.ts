import { isDeepStrictEqual } from 'node:util';
import { App } from 'aws-cdk-lib';
import { ATHENA_COLUMNS } from '../../../lib/core/compile/sql/athena-table';
import type { Columns } from '../../../lib/core/compile/sql/column-reading';
import type { Json, JsonObject } from '../../../lib/core/json/json-value';
import { EVENT_COLUMNS, FACT_COLUMNS } from '../../../lib/core/query/event-columns';
import { FIXTURE_RECORDS } from '../../../test/core/query/fixture-records';
import { openFixture, toCell } from '../../../test/core/query/query-fixture';
import { ATHENA_TABLE, rowOf } from '../../../test/equivalence/athena-table';
import { isSpelledAsDelivered } from '../../../test/parity/corpus-cases';
import { everyTemplateOf } from '../../../test/scenarios/every-template';
import { logTables } from '../../../test/scenarios/tables';
import type { Outcome } from '../outcome';
import type { Trino, TrinoResult } from './trino';

const COLUMNS = EVENT_COLUMNS.filter(({ notInAthena }) => notInAthena !== true);
const SELECTED = [...COLUMNS.map(({ name }) => name), ...FACT_COLUMNS.map(({ name }) => name), 'record'].join(
  ', ',
);

const PARTITION = { account: '111122223333', region: 'eu-central-1', timestamp: '2026/11/20' };
const FILE = 's3://logs/file';
const WHERE = Object.entries(PARTITION).map(([name, value]) => `"${name}" = '${value}'`);

/**
 * Trino reads the views `events` and `compacted_events` of every template as its Hive connector reads a view of a metastore, finds the columns of the types
 * that the view declares, and in them what the view of `trailwatch query` has in DuckDB.
 */
export async function checkEventsView(trino: Trino, outcome: Outcome): Promise<void> {
  const views = viewsOf(new App({ builtinCloudFormationValidation: false }));
  const records = FIXTURE_RECORDS.filter(
    (record) => isSpelledAsDelivered(record) && rowOf(record, ATHENA_TABLE) !== undefined,
  );
  const duckdb = await openFixture(records);
  const select = `SELECT ${SELECTED} FROM events ORDER BY event_id, event_time`;
  const wanted = (await duckdb.runAndReadAll(select))
    .getRowsJson()
    .map((row) => [...toComparable(row).slice(0, -1), inColumns(row.at(-1))]);
  const rows = records.map((record) => rowOf(record, ATHENA_TABLE) ?? {});
  const logs = await trino.createTable(ATHENA_TABLE, rows);
  const different: string[] = [];
  for (const { database, name, table, view } of views) {
    const at = `awsdatacatalog."${database}"`;
    const added = Object.entries({ ...PARTITION, $path: FILE, source_file: FILE });
    const columns = added.map(([column, value]) => `'${value}' AS "${column}"`);
    const results = await trino.run([
      { view, name },
      `CREATE TABLE ${at}.${table} AS SELECT *, ${columns} FROM ${logs}`,
      `SELECT ${SELECTED} FROM ${at}.${name} WHERE ${WHERE.join(' AND ')} AND source_file = '${FILE}' ORDER BY event_id, event_time`,
    ]);
    different.push(...results.filter((result) => typeof result === 'string'));
    const found = rowsOf(results.at(-1)).map(toComparable);
    if (!isDeepStrictEqual(found, wanted)) different.push(`${database}: ${firstDifference(found, wanted)}`);
  }
  const what = `the views events and compacted_events in Trino: ${views.length} views, ${records.length} fixture records, ${different.length} differ`;
  outcome.check(different.length === 0 && views.length > 3 && wanted.length > 0, what, different.slice(0, 3));
}

interface TemplateView {
  readonly database: string;
  readonly name: string;
  /** What it reads. */
  readonly table: string;
  /** Base64. */
  readonly view: string;
}

function viewsOf(app: App): readonly TemplateView[] {
  logTables.build(app);
  return everyTemplateOf(app).flatMap(({ template }) =>
    Object.values(template.Resources ?? {}).flatMap(({ Properties }) => {
      const { DatabaseName: database, TableInput } = (Properties ?? {}) as Partial<ViewProperties>;
      const [, view] = /^\/\* Presto View: (\S+) \*\/$/.exec(TableInput?.ViewOriginalText ?? '') ?? [];
      if (database === undefined || TableInput === undefined || view === undefined) return [];
      const { originalSql } = JSON.parse(Buffer.from(view, 'base64').toString()) as { originalSql: string };
      const [, table = ''] = /"(\w+)"$/.exec(originalSql) ?? [];
      return [{ database, name: TableInput.Name, table, view }];
    }),
  );
}

interface ViewProperties {
  readonly DatabaseName: string;
  readonly TableInput: { readonly Name: string; readonly ViewOriginalText?: string };
}

function rowsOf(result: TrinoResult | undefined): readonly (readonly unknown[])[] {
  return typeof result === 'string' || result === undefined ? [] : result;
}

/** What of a record the table of Athena has columns for, without what is NULL there. */
function inColumns(record: unknown): unknown {
  return fieldsOf(JSON.parse(String(record)) as Json, ATHENA_COLUMNS);
}

function fieldsOf(value: Json, columns: Columns): Json {
  const fields = Object.entries(columns).flatMap(([name, column]) => {
    const field = (value as JsonObject | null)?.[name];
    if (field === undefined || field === null) return [];
    if (Array.isArray(column))
      return [[name, (field as Json[]).map((one) => fieldsOf(one, column[0] as Columns))]];
    return [[name, typeof column === 'string' ? field : fieldsOf(field, column as Columns)]];
  });
  return Object.fromEntries(fields) as JsonObject;
}

/** JSON is compared as such. A record without resources has an empty list in DuckDB and NULL in Trino. */
function toComparable(row: readonly unknown[]): readonly unknown[] {
  return row.map((cell, at) => {
    const type = COLUMNS[at]?.type;
    if ((type === 'json' || at === row.length - 1) && cell !== null) return JSON.parse(String(cell));
    return type === 'texts' ? (toCell(cell) ?? '') : toCell(cell);
  });
}

function firstDifference(found: readonly unknown[], wanted: readonly unknown[]): string {
  const at = wanted.findIndex((row, index) => !isDeepStrictEqual(row, found[index]));
  return `${found.length} rows; ${JSON.stringify(found[at])} instead of ${JSON.stringify(wanted[at])}`;
}
