import { quotedName, textList, textLiteral } from '../../compile/sql/sql-literal';
import { SOURCE_FILE_COLUMN_NAME } from '../event-columns';
import { type HiveColumn, LOG_COLUMNS, LOG_TABLE, PARTITION_COLUMNS } from './athena-tables';

/** The Iceberg table, next to the tables over the log files. */
export const COMPACTED_TABLE_NAME = 'cloudtrail_compacted';

/** The columns and partitions of the table of log files, and the URL of the file that a row is from. */
export const COMPACTED_COLUMNS: readonly HiveColumn[] = [
  ...LOG_COLUMNS,
  ...PARTITION_COLUMNS,
  { name: SOURCE_FILE_COLUMN_NAME, type: 'string' },
];

/**
 * Number of parts of a day. An account is in one of them. Athena writes at most 100 partitions in a statement, and an
 * organization can have more accounts, so they cannot be partitions themselves.
 *
 * @see https://docs.aws.amazon.com/athena/latest/ug/ctas-insert-into.html
 */
const PARTS_OF_DAY = 16;

/**
 * The statement of Athena that creates the table, unless it is there. Its location must be a folder: VACUUM takes no bucket.
 *
 * @see https://docs.aws.amazon.com/athena/latest/ug/querying-iceberg-creating-tables.html
 */
export function toCreateCompacted(databaseName: string, location: string): string {
  const columns = COMPACTED_COLUMNS.map(({ name, type }) => `\`${name}\` ${type}`);
  const partitions = `\`timestamp\`, bucket(${PARTS_OF_DAY}, \`account\`)`;
  return [
    `CREATE TABLE IF NOT EXISTS \`${databaseName}\`.\`${COMPACTED_TABLE_NAME}\` (${columns.join(', ')})`,
    `PARTITIONED BY (${partitions})`,
    `LOCATION '${location}'`,
    `TBLPROPERTIES ('table_type'='ICEBERG', 'format'='parquet')`,
  ].join(' ');
}

/** Which log files are compacted: those of one day of delivery and of some accounts. Days are written as `2026/11/20`. */
export interface CompactedDay {
  readonly day: string;
  readonly dayBefore: string;
  readonly dayAfter: string;
  readonly accounts: readonly string[];
}

/**
 * Adds the records that the table does not have yet: a statement that runs twice adds nothing the second time. CloudTrail may
 * deliver an event twice, in two files and on both sides of midnight, so the neighbouring days are looked at too, and of the records
 * of an account with one `eventID` one is added. A record without an `eventID`, as before version 1.01, is known by its log file.
 *
 * By Trino's plan it keeps ids in memory, and no records. Two that run at a time for the same day would each add it.
 */
export function toCompactDay(databaseName: string, chosen: CompactedDay): string {
  const compacted = tableIn(databaseName);
  const names = COMPACTED_COLUMNS.map(({ name }) => quotedName(name));
  const accounts = `"account" IN ${textList(chosen.accounts)}`;
  return [
    `INSERT INTO ${compacted} (${names.join(', ')})`,
    `SELECT ${names.map((name) => `logs.${name}`).join(', ')}`,
    'FROM (',
    `SELECT *, "$path" AS ${SOURCE_FILE_COLUMN_NAME}, COALESCE(eventid, "$path") AS id,`,
    'row_number() OVER (PARTITION BY "account", COALESCE(eventid, CAST(uuid() AS VARCHAR))) AS copy',
    `FROM ${quotedName(databaseName)}.${quotedName(LOG_TABLE.name)}`,
    `WHERE "timestamp" = ${textLiteral(chosen.day)} AND ${accounts}`,
    ') AS logs',
    'LEFT JOIN (',
    `SELECT DISTINCT "account", COALESCE(eventid, ${SOURCE_FILE_COLUMN_NAME}) AS id FROM ${compacted}`,
    `WHERE "timestamp" BETWEEN ${textLiteral(chosen.dayBefore)} AND ${textLiteral(chosen.dayAfter)} AND ${accounts}`,
    ') AS known ON known."account" = logs."account" AND known.id = logs.id',
    'WHERE logs.copy = 1 AND known.id IS NULL',
  ].join(' ');
}

/**
 * Joins the small files of a day. The condition can name partition columns only.
 *
 * @see https://docs.aws.amazon.com/athena/latest/ug/optimize-statement.html
 */
export function toOptimizeDay(databaseName: string, day: string): string {
  return `OPTIMIZE ${tableIn(databaseName)} REWRITE DATA USING BIN_PACK WHERE "timestamp" = ${textLiteral(day)}`;
}

/** Deletes the days before one. Their files are deleted by VACUUM, some days later. */
export function toDeleteBefore(databaseName: string, day: string): string {
  return `DELETE FROM ${tableIn(databaseName)} WHERE "timestamp" < ${textLiteral(day)}`;
}

/**
 * Ends old snapshots of the table, five days old unless the table sets another age, and deletes files that belong to
 * none.
 *
 * @see https://docs.aws.amazon.com/athena/latest/ug/vacuum-statement.html
 */
export function toVacuum(databaseName: string): string {
  return `VACUUM ${tableIn(databaseName)}`;
}

function tableIn(databaseName: string): string {
  return `${quotedName(databaseName)}.${quotedName(COMPACTED_TABLE_NAME)}`;
}
