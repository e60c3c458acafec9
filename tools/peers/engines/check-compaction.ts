import type { JsonObject } from '../../../lib/core/json/json-value';
import { LOG_COLUMNS, LOG_TABLE } from '../../../lib/core/query/athena/athena-tables';
import {
  COMPACTED_COLUMNS,
  COMPACTED_TABLE_NAME,
  toCompactDay,
} from '../../../lib/core/query/athena/compacted-table';
import { ATHENA_TABLE, rowOf } from '../../../test/equivalence/athena-table';
import { corpusRecords } from '../../../test/parity/corpus';
import { isSpelledAsDelivered } from '../../../test/parity/corpus-cases';
import type { Outcome } from '../outcome';
import type { Trino, TrinoResult } from './trino';

/** The schema that Trino has from its start. */
const DATABASE = 'default';
const LOGS = LOG_TABLE.name;
const COMPACTED = COMPACTED_TABLE_NAME;
const DAYS = ['2026/11/18', '2026/11/19', '2026/11/20', '2026/11/21', '2026/11/22'] as const;
const ACCOUNTS = ['111122223333', '444455556666'];

/** Every so many shared records are delivered. */
const RECORD_STEP = 20;

/** What makes an event one: its account and its id, or its log file and its place there. */
const IDENTITY = `"account" || COALESCE(eventid, "$path" || CAST(position AS VARCHAR))`;
const RECORD = `json_format(CAST(ROW(${LOG_COLUMNS.map(({ name }) => name).join(', ')}) AS JSON))`;

/**
 * The statement of compaction in Trino, on tables in memory: the log files of three days with events that were delivered
 * twice, on one day and on two, and some without an id. Whatever is run twice, late or in another order, the compacted table has
 * each event once and as it was, and no other.
 */
export async function checkCompaction(trino: Trino, outcome: Outcome): Promise<void> {
  const rows = corpusRecords()
    .filter((record, index) => index % RECORD_STEP === 0 && isSpelledAsDelivered(record))
    .map((record) => rowOf(record, ATHENA_TABLE))
    .filter((row) => row !== undefined)
    .map((row, position): JsonObject => (position % 11 === 0 ? { ...row, eventid: null } : row));
  await deliver(trino, await trino.createTable(ATHENA_TABLE, rows));
  const compact = (at: number, accounts = ACCOUNTS) => compactDay(at, accounts);
  const steps: readonly (readonly [what: string, statements: readonly string[], last: number])[] = [
    ['a day, one account after the other', ACCOUNTS.map((account) => compact(1, [account])), 1],
    ['the same day again', [compact(1)], 1],
    ['two further days, the later one first', [compact(3), compact(2)], 3],
    ['all of them again', [compact(1), compact(2), compact(3)], 3],
    ['a file that came late', [toLateFile(), compact(2)], 3],
  ];
  const problems: string[] = [];
  let compacted = 0;
  for (const [what, statements, last] of steps) {
    const failed = (await trino.run(statements)).filter((result) => typeof result === 'string');
    const { found, wanted } = await compare(trino, last);
    compacted = found.length;
    if (failed.length > 0 || found.join('\n') !== wanted.join('\n'))
      problems.push(`${what}: ${failed.join('; ')} ${found.length} events instead of ${wanted.length}`);
  }
  const what = `compaction in Trino, in memory: ${steps.length} runs over ${rows.length} records, ${compacted} events, ${problems.length} differ`;
  outcome.check(problems.length === 0 && compacted > 100, what, problems);
}

function compactDay(at: number, accounts: readonly string[]): string {
  const [dayBefore = '', day = '', dayAfter = ''] = DAYS.slice(at - 1, at + 2);
  return toCompactDay(DATABASE, { day, dayBefore, dayAfter, accounts });
}

/** Every fifth event is there twice on its day, and every seventh on the next day as well; both in another file. */
async function deliver(trino: Trino, records: string): Promise<void> {
  const day = `element_at(ARRAY['${DAYS.join("', '")}'], 2 + position % 3`;
  const file = `'s3://logs/' || CAST(position / 10 AS VARCHAR)`;
  const account = `element_at(ARRAY['${ACCOUNTS.join("', '")}'], 1 + position % 2)`;
  const select = (path: string, at: string, which: string) =>
    `SELECT *, ${path} AS "$path", ${account} AS "account", 'eu-west-1' AS "region", ${at}) AS "timestamp" FROM ${records} WHERE ${which}`;
  const results = await trino.run([
    `CREATE TABLE ${LOGS} AS ${[
      select(file, day, 'TRUE'),
      select(`'s3://logs/again'`, day, 'eventid IS NOT NULL AND position % 5 = 0'),
      select(
        `'s3://logs/later'`,
        `${day} + 1`,
        'eventid IS NOT NULL AND position % 7 = 0 AND position % 3 < 2',
      ),
    ].join(' UNION ALL ')}`,
    `CREATE TABLE ${COMPACTED} AS SELECT ${COMPACTED_COLUMNS.map(({ name }) =>
      name === 'source_file' ? '"$path" AS source_file' : `"${name}"`,
    ).join(', ')} FROM ${LOGS} WHERE FALSE`,
  ]);
  const failed = results.find((result) => typeof result === 'string');
  if (failed !== undefined) throw new Error(String(failed));
}

/** Copies of events of the first day, with new ids, in a file of the second day. */
function toLateFile(): string {
  const names = [...LOG_COLUMNS, 'position', 'account', 'region'].map((column) =>
    typeof column === 'string' ? `"${column}"` : column.name,
  );
  const values = names.map((name) => (name === 'eventid' ? `eventid || '-late'` : name));
  return `INSERT INTO ${LOGS} (${names.join(', ')}, "timestamp", "$path") SELECT ${values.join(', ')}, '${DAYS[2]}', 's3://logs/late' FROM ${LOGS} WHERE "timestamp" = '${DAYS[1]}' AND "$path" <> 's3://logs/again' AND eventid IS NOT NULL`;
}

/** The events of the days that are compacted, each once, and those of the compacted table, with their accounts. */
async function compare(trino: Trino, last: number) {
  const days = `"timestamp" IN ('${DAYS.slice(1, last + 1).join("', '")}')`;
  const [wanted, found] = await trino.run([
    `SELECT "account", record FROM (SELECT "account", ${RECORD} AS record, row_number() OVER (PARTITION BY ${IDENTITY}) AS copy FROM ${LOGS} WHERE ${days}) WHERE copy = 1`,
    `SELECT "account", ${RECORD} FROM ${COMPACTED} WHERE source_file LIKE 's3://logs/%'`,
  ]);
  return { wanted: sorted(wanted), found: sorted(found) };
}

function sorted(result: TrinoResult | undefined): readonly string[] {
  return typeof result === 'string' || result === undefined
    ? [`no rows: ${result}`]
    : result.map((row) => JSON.stringify(row)).sort();
}
