import { ACTOR_COLUMN, EVENT_COLUMNS, type EventColumnType, SOURCE_FILE_COLUMN_NAME } from '../event-columns';
import { athenaEvents } from '../to-query-sql';
import { type HiveColumn, LOG_TABLE } from './athena-tables';
import { PARTITION_COLUMNS } from './table-layout';

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
  texts: { type: 'array<string>', trinoType: 'array(varchar)' },
};

export const EVENTS_VIEW_NAME = 'events';

/** The columns of the view: those of `events`, and the partitions of the table, by which queries are limited. */
export const EVENTS_VIEW_COLUMNS: readonly ViewColumn[] = [
  ...EVENT_COLUMNS.filter(({ notInAthena }) => notInAthena !== true).map(({ name, type }) => ({
    name,
    ...TYPES[type],
  })),
  ...[ACTOR_COLUMN.name, SOURCE_FILE_COLUMN_NAME, ...PARTITION_COLUMNS.map(({ name }) => name)].map(
    (name) => ({ name, ...TYPES.text }),
  ),
];

/**
 * The view `events` over the log files of a database, as Athena keeps a view in the AWS Glue Data Catalog: JSON, of which the
 * Base64 stands in a comment.
 *
 * @see https://github.com/trinodb/trino/blob/435/plugin/trino-hive/src/main/java/io/trino/plugin/hive/ViewReaderUtil.java
 */
export function toEventsView(databaseName: string): string {
  const partitions = PARTITION_COLUMNS.map(({ name }) => `"${name}"`).join(', ');
  return JSON.stringify({
    originalSql: `${athenaEvents()}, ${partitions} FROM "${databaseName}"."${LOG_TABLE.name}"`,
    catalog: 'awsdatacatalog',
    schema: databaseName,
    columns: EVENTS_VIEW_COLUMNS.map(({ name, trinoType }) => ({ name, type: trinoType })),
  });
}
