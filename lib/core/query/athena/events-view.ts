import {
  EVENT_COLUMNS,
  type EventColumnType,
  FACT_COLUMNS,
  RECORD_COLUMN_NAME,
  SOURCE_FILE_COLUMN_NAME,
} from '../event-columns';
import { athenaEvents } from '../to-query-sql';
import { type HiveColumn, LOG_TABLE, PARTITION_COLUMNS } from './athena-tables';
import { COMPACTED_TABLE_NAME } from './compacted-table';

/** A column of a view, with the name that its type has in Hive and the one that it has in Trino. */
export interface ViewColumn extends HiveColumn {
  readonly trinoType: string;
}

/** JSON is text in Athena. */
const TYPES: Readonly<Record<EventColumnType, Omit<ViewColumn, 'name'>>> = {
  text: { type: 'string', trinoType: 'varchar' },
  time: { type: 'timestamp', trinoType: 'timestamp(3)' },
  boolean: { type: 'boolean', trinoType: 'boolean' },
  json: { type: 'string', trinoType: 'varchar' },
  number: { type: 'double', trinoType: 'double' },
  texts: { type: 'array<string>', trinoType: 'array(varchar)' },
  users: { type: 'array<string>', trinoType: 'array(varchar)' },
};

/** A view of a database, and what it reads. */
export interface StoredView {
  readonly name: string;
  readonly description: string;
  readonly table: string;
  /** With the partitions of the table, by which queries are limited. */
  readonly columns: readonly ViewColumn[];
  /** SELECT, without the partitions and without FROM. */
  readonly select: () => string;
}

/** Columns of text. */
export function textColumns(names: readonly string[]): readonly ViewColumn[] {
  return names.map((name) => ({ name, ...TYPES.text }));
}

/** The columns of `events`. */
const COLUMNS: readonly ViewColumn[] = [
  ...EVENT_COLUMNS.filter(({ notInAthena }) => notInAthena !== true).map(({ name, type }) => ({
    name,
    ...TYPES[type],
  })),
  ...textColumns([...FACT_COLUMNS.map(({ name }) => name), RECORD_COLUMN_NAME, SOURCE_FILE_COLUMN_NAME]),
  ...textColumns(PARTITION_COLUMNS.map(({ name }) => name)),
];

/** The view over the log files. */
export const EVENTS_VIEW: StoredView = {
  name: 'events',
  description: 'The columns of trailwatch query over CloudTrail log files',
  table: LOG_TABLE.name,
  columns: COLUMNS,
  select: () => athenaEvents('"$path"'),
};

/** The view over the compacted table. */
export const COMPACTED_EVENTS_VIEW: StoredView = {
  name: 'compacted_events',
  description: 'The columns of trailwatch query over the compacted table',
  table: COMPACTED_TABLE_NAME,
  columns: COLUMNS,
  select: () => athenaEvents(SOURCE_FILE_COLUMN_NAME),
};

/**
 * A view of a database, as Athena keeps a view in the AWS Glue Data Catalog: JSON, in Base64 in a comment.
 *
 * @see https://github.com/trinodb/trino/blob/435/plugin/trino-hive/src/main/java/io/trino/plugin/hive/ViewReaderUtil.java
 */
export function toEventsView({ table, columns, select }: StoredView, databaseName: string): string {
  const partitions = PARTITION_COLUMNS.map(({ name }) => `"${name}"`).join(', ');
  return JSON.stringify({
    originalSql: `${select()}, ${partitions} FROM "${databaseName}"."${table}"`,
    catalog: 'awsdatacatalog',
    schema: databaseName,
    columns: columns.map(({ name, trinoType }) => ({ name, type: trinoType })),
  });
}
