import { ATHENA_COLUMNS } from '../../compile/sql/athena-table';
import type { Column, Columns } from '../../compile/sql/column-reading';
import { textLiteral } from '../../compile/sql/sql-literal';
import { isList } from '../../json/json-value';
import { SOURCE_FILE_COLUMN_NAME } from '../event-columns';
import { athenaEvents } from '../to-query-sql';
import {
  type AthenaTableShape,
  LINE_FORMAT,
  LOG_COLUMNS,
  LOG_TABLE,
  PARTITION_COLUMNS,
} from './athena-tables';
import { EVENTS_VIEW, type StoredView, textColumns } from './events-view';

/** The table of the log files of events from outside AWS: a line is an event in the envelope of EventBridge, and one column. */
export const EXTERNAL_TABLE: AthenaTableShape = {
  name: 'external_lines',
  description: 'Log files of events from outside AWS: an event on each line, in the envelope of EventBridge',
  folder: 'CloudTrail',
  inputFormat: LINE_FORMAT,
  // It separates columns by a character that no text of JSON contains.
  serde: 'org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe',
  columns: [{ name: 'line', type: 'string' }],
};

/** Members of the envelope that EventBridge writes, and no sender. */
const ENVELOPE = ['source', 'account', 'time', 'id'];

/**
 * A view with the name and the columns of the table of log files, over the lines: what reads that table reads these events, too. It also has
 * what EventBridge says of an event, and the file, which a view does not know of its rows.
 */
export const EXTERNAL_LOGS_VIEW: StoredView = {
  name: LOG_TABLE.name,
  description: 'Events from outside AWS, with the columns of the table of CloudTrail log files',
  table: EXTERNAL_TABLE.name,
  columns: [
    ...LOG_COLUMNS.map(({ name, type }, index) => ({
      ...{ name, type, trinoType: typeOf(Object.values(ATHENA_COLUMNS)[index] ?? 'text') },
    })),
    ...textColumns([...ENVELOPE.map(envelopeName), SOURCE_FILE_COLUMN_NAME]),
    ...textColumns(PARTITION_COLUMNS.map(({ name }) => name)),
  ],
  select: () => {
    const fields = Object.entries(ATHENA_COLUMNS).map(
      ([name, column]) => `${memberOf('line', ['detail', name], column)} AS ${name.toLowerCase()}`,
    );
    const envelope = ENVELOPE.map((name) => `${scalarOf('line', [name])} AS ${envelopeName(name)}`);
    return `SELECT ${[...fields, ...envelope, `"$path" AS ${SOURCE_FILE_COLUMN_NAME}`].join(', ')}`;
  },
};

/** The view `events` over these. */
export const EXTERNAL_EVENTS_VIEW: StoredView = {
  ...EVENTS_VIEW,
  select: () => athenaEvents(SOURCE_FILE_COLUMN_NAME),
};

function envelopeName(member: string): string {
  return `envelope_${member}`;
}

/** A member of a text of JSON as the SerDe of log files reads it: JSON text where each service decides the form. */
function memberOf(json: string, path: readonly string[], column: Column): string {
  if (column === 'text') return scalarOf(json, path);
  if (column === 'texts') return `TRY_CAST(${jsonOf(json, path)} AS ${typeOf(column)})`;
  if (typeof column === 'string')
    return `COALESCE(${scalarOf(json, path)}, NULLIF(json_format(${jsonOf(json, path)}), 'null'))`;
  if (isList(column))
    return `transform(TRY_CAST(${jsonOf(json, path)} AS ARRAY(JSON)), e -> ${rowOf('e', [], column[0])})`;
  return `IF(json_size(${json}, ${pathOf(path)}) > 0, ${rowOf(json, path, column)})`;
}

function rowOf(json: string, path: readonly string[], columns: Columns): string {
  const values = Object.entries(columns).map(([name, column]) => memberOf(json, [...path, name], column));
  return `CAST(ROW(${values.join(', ')}) AS ${typeOf(columns)})`;
}

function scalarOf(json: string, path: readonly string[]): string {
  return `json_extract_scalar(${json}, ${pathOf(path)})`;
}

function jsonOf(json: string, path: readonly string[]): string {
  return `json_extract(${json}, ${pathOf(path)})`;
}

function pathOf(path: readonly string[]): string {
  return textLiteral(['$', ...path].join('.'));
}

/** In the words of Trino. */
function typeOf(column: Column): string {
  if (column === 'texts') return 'map(varchar, varchar)';
  if (typeof column === 'string') return 'varchar';
  if (isList(column)) return `array(${typeOf(column[0])})`;
  const members = Object.entries(column).map(([name, member]) => `${name.toLowerCase()} ${typeOf(member)}`);
  return `row(${members.join(', ')})`;
}
