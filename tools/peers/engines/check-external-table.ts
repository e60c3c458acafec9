import { isDeepStrictEqual } from 'node:util';
import { ATHENA_COLUMNS } from '../../../lib/core/compile/sql/athena-table';
import { textLiteral } from '../../../lib/core/compile/sql/sql-literal';
import type { JsonObject } from '../../../lib/core/json/json-value';
import { toEventsView } from '../../../lib/core/query/athena/events-view';
import {
  EXTERNAL_EVENTS_VIEW,
  EXTERNAL_LOGS_VIEW,
  EXTERNAL_TABLE,
} from '../../../lib/core/query/athena/external-table';
import { FIXTURE_RECORDS } from '../../../test/core/query/fixture-records';
import { ATHENA_TABLE, rowOf } from '../../../test/equivalence/athena-table';
import { isSpelledAsDelivered } from '../../../test/parity/corpus-cases';
import type { Outcome } from '../outcome';
import type { Trino } from './trino';

const DATABASE = 'external_events';
const COLUMNS = Object.keys(ATHENA_COLUMNS).map((name) => name.toLowerCase());
const PARTITION = `'111122223333' AS "account", 'eu-central-1' AS "region", '2026/11/20' AS "timestamp"`;

/** What EventBridge makes of an event. */
const toLine = (detail: JsonObject): string =>
  JSON.stringify({ version: '0', id: 'e1', source: 'shop.example.com', account: '444455556666', detail });

/**
 * The view `cloudtrail_logs` over lines of events from outside AWS has in Trino what the table of log files has of the same records, and
 * the view `events` reads it.
 */
export async function checkExternalTable(trino: Trino, outcome: Outcome): Promise<void> {
  const records = FIXTURE_RECORDS.filter(
    (record) => isSpelledAsDelivered(record) && rowOf(record, ATHENA_TABLE) !== undefined,
  );
  const wanted = await trino.createTable(
    ATHENA_TABLE,
    records.map((record) => rowOf(record, ATHENA_TABLE) ?? {}),
  );
  const at = `awsdatacatalog."${DATABASE}"`;
  const lines = records.map((record) => `(${textLiteral(toLine(record))})`).join(', ');
  const view = (shape: typeof EXTERNAL_LOGS_VIEW) => ({
    ...{ name: shape.name, view: Buffer.from(toEventsView(shape, DATABASE)).toString('base64') },
  });
  const cells = COLUMNS.map((name) => `json_format(CAST(${name} AS JSON))`).join(', ');
  const results = await trino.run([
    view(EXTERNAL_LOGS_VIEW),
    view(EXTERNAL_EVENTS_VIEW),
    `CREATE TABLE ${at}.${EXTERNAL_TABLE.name} AS SELECT line, 's3://events/file' AS "$path", ${PARTITION} FROM (VALUES ${lines}, ('no JSON')) AS t (line)`,
    `SELECT ${cells} FROM ${wanted} ORDER BY eventid, eventtime`,
    `SELECT ${cells} FROM ${at}.cloudtrail_logs WHERE envelope_account = '444455556666' ORDER BY eventid, eventtime`,
    `SELECT count(*), count(event_name), count(DISTINCT source_file) FROM ${at}.events WHERE "account" = '111122223333'`,
  ]);
  const failed = results.filter((result) => typeof result === 'string');
  const [one, other, counts] = results.slice(-3);
  const rows = [one, other].map((result) =>
    typeof result === 'string' || result === undefined ? [] : result,
  );
  const differing = rows[0]?.flatMap((row, index) =>
    row.flatMap((cell, column) =>
      isDeepStrictEqual(parsed(cell), parsed(rows[1]?.[index]?.[column]))
        ? []
        : [`${COLUMNS[column]} of row ${index}: ${rows[1]?.[index]?.[column]} instead of ${cell}`],
    ),
  );
  const named = records.filter(({ eventName }) => typeof eventName === 'string').length;
  const isCounted = isDeepStrictEqual(counts, [[String(records.length + 1), String(named), '1']]);
  const problems = [
    ...failed.map(String),
    ...(differing ?? []),
    ...(isCounted ? [] : [JSON.stringify(counts)]),
  ];
  const what = `events from outside AWS in Trino: ${records.length} fixture records as lines, ${problems.length} differ`;
  outcome.check(problems.length === 0 && records.length > 10, what, problems.slice(0, 8));
}

/** A text of JSON in a column is compared as JSON. */
function parsed(cell: unknown): unknown {
  const value: unknown = JSON.parse(String(cell ?? 'null'));
  if (typeof value !== 'string' || !/^[[{]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
