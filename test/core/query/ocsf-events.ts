import { DuckDBInstance } from '@duckdb/node-api';
import type { Json, JsonObject } from '../../../lib/core/json/json-value';
import { toDuckdbEvents, withFactColumns } from '../../../lib/core/query/to-duckdb-events';
import { OCSF_COLUMNS, withOcsfParts } from '../../../lib/core/query/to-ocsf';

/** The events of OCSF that `trailwatch convert --ocsf` writes of records, as JSON: what is NULL in Parquet is absent. */
export async function toOcsfEvents(records: readonly JsonObject[]): Promise<readonly JsonObject[]> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    await connection.run('CREATE TABLE lines (place INTEGER, json JSON)');
    const appender = await connection.createAppender('lines');
    for (const [place, record] of records.entries()) {
      appender.appendInteger(place);
      appender.appendVarchar(JSON.stringify({ f: String(place), r: record }));
      appender.endRow();
    }
    appender.closeSync();
    const events = withOcsfParts(`(${withFactColumns(`(${toDuckdbEvents('lines')})`)})`);
    const members = OCSF_COLUMNS.map(([name, sql]) => `'${name}': ${sql}`).join(', ');
    const result = await connection.runAndReadAll(
      `SELECT CAST(to_json({${members}}) AS VARCHAR) FROM (${events}) ORDER BY CAST(source_file AS INTEGER)`,
    );
    return result.getRowsJson().map(([text]) => withoutNulls(JSON.parse(String(text))) as JsonObject);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

function withoutNulls(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, member]) =>
      member === null || member === undefined ? [] : [[name, withoutNulls(member)]],
    ),
  );
}
