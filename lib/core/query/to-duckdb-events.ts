import { DUCKDB_TABLE } from '../compile/sql/duckdb-table';
import { factToSql } from '../compile/sql/fact-sql';
import { scalarScope } from '../compile/sql/scalar-scope';
import { textLiteral } from '../compile/sql/sql-literal';
import type { FactValue } from '../fact/fact';
import {
  EVENT_COLUMNS,
  type EventColumn,
  type EventColumnType,
  FACT_COLUMNS,
  RECORD_COLUMN_NAME,
  SOURCE_FILE_COLUMN_NAME,
  TARGETS_COLUMN_NAME,
} from './event-columns';

/** DuckDB's type of each type of column. */
export const DUCKDB_TYPES: Readonly<Record<EventColumnType, string>> = {
  text: 'VARCHAR',
  time: 'TIMESTAMP',
  boolean: 'BOOLEAN',
  json: 'JSON',
  number: 'DOUBLE',
  texts: 'VARCHAR[]',
  users: 'VARCHAR[]',
};

type DuckdbColumn = readonly [name: string, type: string];

const FIELDS: readonly DuckdbColumn[] = EVENT_COLUMNS.map(({ name, type }) => [name, DUCKDB_TYPES[type]]);

/** DuckDB's type of {@link TARGETS_COLUMN_NAME}. */
export const TARGETS_TYPE = 'STRUCT("type" VARCHAR, "name" VARCHAR, arn VARCHAR)[]';

const SOURCES: readonly DuckdbColumn[] = [
  [TARGETS_COLUMN_NAME, TARGETS_TYPE],
  [SOURCE_FILE_COLUMN_NAME, 'VARCHAR'],
  [RECORD_COLUMN_NAME, 'JSON'],
];

/** The columns that are stored, each with its type: those of the fields, the targets, the file and the record. */
export const DUCKDB_STORED_COLUMNS: readonly DuckdbColumn[] = [...FIELDS, ...SOURCES];

/** The view's columns in DuckDB, each with its type, in order. */
export const DUCKDB_EVENT_COLUMNS: readonly DuckdbColumn[] = [
  ...FIELDS,
  ...FACT_COLUMNS.map(({ name }): DuckdbColumn => [name, 'VARCHAR']),
  ...SOURCES,
];

/** The stored columns, for short expressions: the macros of rules take seconds to bind in a view. */
export const DUCKDB_SCALARS = scalarScope(DUCKDB_TABLE.scope, (field) => {
  const column = EVENT_COLUMNS.find((each) => each.type === 'text' && each.field === field);
  if (column !== undefined) return column.name;
  const [root = '', ...rest] = field.split('.');
  const json = EVENT_COLUMNS.find((each) => each.type === 'json' && each.field === root);
  const [value, path] = json === undefined ? [RECORD_COLUMN_NAME, field] : [json.name, rest.join('.')];
  return `json_extract_string(${value}, ${textLiteral(`$.${path}`)})`;
});

/** A fact as an expression over the stored columns. */
export function factColumn(fact: FactValue): string {
  return factToSql(fact, DUCKDB_SCALARS).value ?? 'NULL';
}

/**
 * A SELECT of the view's columns from the stored ones. The facts are read from the record when a query uses them.
 *
 * @param stored a table or a SELECT in parentheses, as it is in FROM
 */
export function withFactColumns(stored: string): string {
  const facts = new Map(FACT_COLUMNS.map(({ name, fact }) => [name, factColumn(fact)]));
  const columns = DUCKDB_EVENT_COLUMNS.map(([name]) => {
    const fact = facts.get(name);
    return fact === undefined ? name : `${fact} AS ${name}`;
  });
  return `SELECT ${columns.join(', ')} FROM ${stored}`;
}

/**
 * A SELECT that gives the stored columns from lines of JSON: `{"f": "the file", "t": [the targets], "r": {the record}}`.
 *
 * One look at a line gives all its texts, because DuckDB parses JSON anew for each function.
 *
 * @param lines a table with the column `json`, as it is in FROM
 */
export function toDuckdbEvents(lines: string): string {
  const jsons = EVENT_COLUMNS.filter(({ type }) => type === 'json' || type === 'users');
  const texts = EVENT_COLUMNS.filter((column) => !jsons.includes(column) && column.type !== 'texts');
  const lists = EVENT_COLUMNS.filter(({ type }) => type === 'texts');
  const aggregated = EVENT_COLUMNS.filter(({ aggregatedField }) => aggregatedField !== undefined);
  const pathsOf = (columns: readonly EventColumn[]) =>
    columns.map(({ field }) => textLiteral(`$.r.${field}`)).join(', ');
  // A path with `[*]` gives an empty list also where there is none.
  const wholeLists = lists.map(({ field }) => textLiteral(`$.r.${field.slice(0, field.indexOf('[*]'))}`));
  const aggregatedPaths = aggregated.map(({ aggregatedField }) => textLiteral(`$.r.${aggregatedField}`));
  const found = `SELECT json_extract_string(json, [${pathsOf(texts)}, ${aggregatedPaths.join(', ')}, '$.f']) AS t, json_extract(json, [${pathsOf(jsons)}, ${wholeLists.join(', ')}, '$.t', '$.r']) AS j${lists
    .map(({ field }, at) => `, json_extract_string(json, ${textLiteral(`$.r.${field}`)}) AS l${at}`)
    .join('')} FROM ${lines}`;
  const cells = EVENT_COLUMNS.map((column) => {
    const cell = cellOf(column, { texts, aggregated, jsons, lists });
    return `${cell} AS ${column.name}`;
  });
  const columns = [
    ...cells,
    `json_transform(j[${jsons.length + lists.length + 1}], '[{"type":"VARCHAR","name":"VARCHAR","arn":"VARCHAR"}]') AS ${TARGETS_COLUMN_NAME}`,
    `t[${texts.length + aggregated.length + 1}] AS ${SOURCE_FILE_COLUMN_NAME}`,
    `j[${jsons.length + lists.length + 2}] AS ${RECORD_COLUMN_NAME}`,
  ];
  return `SELECT ${columns.join(', ')} FROM (${found})`;
}

interface ColumnsByType {
  readonly texts: readonly EventColumn[];
  readonly aggregated: readonly EventColumn[];
  readonly jsons: readonly EventColumn[];
  readonly lists: readonly EventColumn[];
}

function cellOf(column: EventColumn, { texts, aggregated, jsons, lists }: ColumnsByType): string {
  const own = `t[${texts.indexOf(column) + 1}]`;
  const other = aggregated.indexOf(column);
  const text = other < 0 ? own : `COALESCE(${own}, t[${texts.length + other + 1}])`;
  switch (column.type) {
    case 'text':
      return text;
    case 'time':
    case 'boolean':
    case 'number':
      return `TRY_CAST(${text} AS ${DUCKDB_TYPES[column.type]})`;
    case 'json':
      // A JSON null is not an object either: as in the other engines, it is NULL.
      return `nullif(j[${jsons.indexOf(column) + 1}], 'null'::JSON)`;
    case 'texts':
      return `CASE WHEN json_type(j[${jsons.length + lists.indexOf(column) + 1}]) = 'ARRAY' THEN l${lists.indexOf(column)} END`;
    case 'users':
      return usersIn(`j[${jsons.indexOf(column) + 1}]`);
    default:
      return column.type satisfies never;
  }
}

/** The users that Insights attributes calls to; NULL where the value is not a list. */
function usersIn(attributions: string): string {
  const ofUsers = `list_filter(TRY_CAST(${attributions} AS JSON[]), lambda a: json_extract_string(a, '$.attribute') = 'userIdentityArn')`;
  return `flatten(list_transform(${ofUsers}, lambda a: json_extract_string(a, '$.insight[*].value')))`;
}
