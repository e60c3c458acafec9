import { ATHENA_SCALARS } from '../compile/sql/athena-table';
import { factToSql } from '../compile/sql/fact-sql';
import { LAKE_SCALARS } from '../compile/sql/lake-table';
import { textLiteral } from '../compile/sql/sql-literal';
import { recordOfRow } from './athena/record-of-row';
import {
  EVENT_COLUMNS,
  type EventColumn,
  type EventColumnType,
  FACT_COLUMNS,
  type FactColumn,
  RECORD_COLUMN_NAME,
  SOURCE_FILE_COLUMN_NAME,
} from './event-columns';
import type { NamedQuery, ParameterType, QueryEngine, QueryWords } from './named-query';
import { toParameterLiterals } from './parameter-values';

/** The options of a compiled query. */
export interface QueryOptions {
  readonly engine: QueryEngine;
  readonly values: ReadonlyMap<string, string>;
  /**
   * The table or event data store, as it is in FROM.
   *
   * @default cloudtrail_logs, or event_data_store_id; DuckDB has the view events
   */
  readonly table?: string;
}

/** One statement, or why there is none. */
export type CompiledQuery = { readonly sql: string } | { readonly problem: string };

/**
 * Compiles a query. DuckDB has the view `events`; for the others a common table expression of that name gives the columns
 * that the query uses, so that nothing else is read.
 */
export function toQuerySql(query: NamedQuery, { engine, values, table }: QueryOptions): CompiledQuery {
  const parameters = toParameterLiterals(query, values);
  if ('problem' in parameters) return parameters;
  const param = (name: string): string => {
    const literal = parameters.literals.get(name);
    if (literal === undefined)
      throw new Error(`query ${query.name} uses a parameter that it does not have: ${name}`);
    return literal;
  };
  const body = query.sql({ ...WORDS[engine], param });
  if (engine === 'duckdb') return { sql: body };
  const from = table ?? (engine === 'athena' ? athenaTableOf(query) : 'event_data_store_id');
  return { sql: withExpressions([eventsOf(query, engine, from)], body) };
}

/** The table of Athena that a query reads unless another is given. */
export function athenaTableOf({ ofInsights = false }: Pick<NamedQuery, 'ofInsights'>): string {
  return ofInsights ? 'cloudtrail_insights' : 'cloudtrail_logs';
}

/**
 * Compiles a query for Athena to one with parameters: each is a `?`, in their order, or its default. In a console,
 * Athena asks for the values.
 *
 * @param from what has the columns that the query uses: the view `events`; a `?` in it comes after those of the parameters
 */
export function toAskingSql(query: NamedQuery, from: string): string {
  const words: QueryWords = {
    ...WORDS.athena,
    param: (name) => `(SELECT ${parameterColumn(name)} FROM parameters)`,
    // A lambda cannot contain a subquery. No ARN has a line feed.
    someContains: (list, text) => `COALESCE(strpos(array_join(${list}, CHR(10)), ${text}) > 0, FALSE)`,
  };
  const values = query.parameters.map(({ name, type, default: usual }) => {
    const value = usual === undefined ? '?' : textLiteral(usual);
    return `CAST(${value} AS ${ASKED_TYPES[type]}) AS ${parameterColumn(name)}`;
  });
  const parameters = values.length === 0 ? [] : [`parameters AS (SELECT ${values.join(', ')})`];
  return withExpressions([...parameters, `events AS ${from}`], query.sql(words));
}

const ASKED_TYPES: Readonly<Record<ParameterType, string>> = {
  text: 'VARCHAR',
  account: 'VARCHAR',
  time: 'TIMESTAMP',
  number: 'DOUBLE',
};

/** No column of the view has such a name. */
function parameterColumn(name: string): string {
  return `parameter_${name}`;
}

/** The columns of Insights events that a query uses, from a table of Athena, which has no view. */
export function insightsOf(query: NamedQuery, table: string): string {
  return selectFrom(query, 'athena', table);
}

function eventsOf(query: NamedQuery, engine: 'athena' | 'lake', from: string): string {
  return `events AS ${selectFrom(query, engine, from)}`;
}

function selectFrom(query: NamedQuery, engine: 'athena' | 'lake', from: string): string {
  return `(${selectOf(columnsIn(query, engine), query.ofInsights === true ? `${engine}-insights` : engine)} FROM ${from})`;
}

/** A statement with further common table expressions before its own. */
export function withExpressions(expressions: readonly string[], body: string): string {
  const [own = '', recursive = ''] = /^WITH\s+(RECURSIVE\s+)?/i.exec(body) ?? [];
  return `WITH ${recursive}${expressions.join(', ')}${own === '' ? ' ' : ', '}${body.slice(own.length)}`;
}

/**
 * The view `events` over a table of Athena, as a SELECT without FROM: all columns but those that the table has not,
 * in `source_file` the URL of the log file, and in `record` what the table has of the record.
 *
 * @param sourceFile the expression of that URL: the file that a row is read from, unless the table has a column for it
 */
export function athenaEvents(sourceFile = '"$path"', ofInsights = false): string {
  const used = EVENT_COLUMNS.filter(
    ({ notInAthena, lakeInsightField }) =>
      notInAthena !== true || (ofInsights && lakeInsightField !== undefined),
  ).map(({ name }) => name);
  const columns = selectOf(new Set([...used, ...FACT_NAMES]), ofInsights ? 'athena-insights' : 'athena');
  return `${columns}, ${recordOfRow()} AS ${RECORD_COLUMN_NAME}, ${sourceFile} AS ${SOURCE_FILE_COLUMN_NAME}`;
}

/**
 * The view `events` over an event data store of CloudTrail Lake, as a SELECT without FROM: the columns that SQL uses. Where it selects
 * `*`, those are all but the facts that it does not name, whose expressions are longer than a statement may be; `actor` is among them.
 *
 * @param sql without comments and texts
 */
export function lakeEvents(sql: string): string {
  const all = EVENT_COLUMNS.filter(({ lakeInsightField }) => lakeInsightField === undefined).map(
    ({ name }) => name,
  );
  const isAll = /\*/.test(sql.replace(/count\s*\(\s*\*\s*\)/gi, ''));
  const named = sql.toLowerCase().match(/[a-z_]+/g) ?? [];
  const used = new Set(isAll ? [...all, 'actor', ...named] : named);
  const ofInsights = EVENT_COLUMNS.some(
    ({ name, lakeInsightField }) => lakeInsightField !== undefined && used.has(name),
  );
  if (ofInsights) return selectOf(used, 'lake-insights');
  return [...all, ...FACT_NAMES].some((name) => used.has(name))
    ? selectOf(used, 'lake')
    : 'SELECT eventTime AS event_time';
}

const NO_PARAMETERS: Pick<QueryWords, 'param'> = { param: () => 'NULL' };

/** The columns that a query uses, whatever the values of its parameters. */
function columnsIn(query: NamedQuery, engine: 'athena' | 'lake'): ReadonlySet<string> {
  const body = query.sql({ ...WORDS[engine], ...NO_PARAMETERS });
  return new Set(body.replace(/'(?:[^']|'')*'/g, '').match(/[a-z_]+/g));
}

/** The columns that are used, each by its expression over the fields of a row. */
function selectOf(used: ReadonlySet<string>, engine: Source): string {
  const cells = EVENT_COLUMNS.filter(({ name }) => used.has(name)).map(
    (column) => `${EXPRESSIONS[engine](column)} AS ${column.name}`,
  );
  const facts = FACT_COLUMNS.filter(({ name }) => used.has(name)).map(
    (column) => `${factOf(column, engine)} AS ${column.name}`,
  );
  return `SELECT ${[...cells, ...facts].join(', ')}`;
}

const FACT_NAMES = FACT_COLUMNS.map(({ name }) => name);

/** A fact as an expression over the fields of a row; NULL where the table does not have what it is read from. */
function factOf({ fact }: FactColumn, engine: Source): string {
  const isLake = engine === 'lake' || engine === 'lake-insights';
  return factToSql(fact, isLake ? LAKE_SCALARS : ATHENA_SCALARS).value ?? 'CAST(NULL AS VARCHAR)';
}

type Expression = (column: EventColumn) => string;

/** Tables of CloudTrail events, and those of Insights events. */
type Source = 'athena' | 'athena-insights' | 'lake' | 'lake-insights';

const EXPRESSIONS: Readonly<Record<Source, Expression>> = {
  athena: toAthena,
  'athena-insights': (column) =>
    toAthena({
      ...column,
      notInAthena: column.notInAthena === true && column.lakeInsightField === undefined,
    }),
  lake: toLake,
  'lake-insights': ({ lakeInsightField, ...column }) =>
    lakeInsightField === undefined ? toLake(column) : toLakeInsight(column.type, lakeInsightField),
};

/** An event data store of Insights events has separate columns for what trails deliver in `insightDetails`. */
function toLakeInsight(type: EventColumnType, field: string): string {
  if (type === 'number') return `TRY_CAST(${field} AS DOUBLE)`;
  return type === 'users' ? trinoUsers(field) : field;
}

function trinoUsers(attributions: string): string {
  return `flatten(transform(filter(${attributions}, a -> a.attribute = 'userIdentityArn'), a -> transform(a.insight, v -> v.value)))`;
}

/** The table of Athena's guide has JSON as text, and times as text. */
function toAthena({ type, field, name, notInAthena = false }: EventColumn): string {
  if (notInAthena) throw new Error(`the table of Athena has no column for ${name}`);
  const path = field.toLowerCase();
  switch (type) {
    case 'text':
    case 'json':
      return path;
    case 'time':
      return timestampOf(path);
    case 'boolean':
      return `TRY_CAST(${path} AS BOOLEAN)`;
    case 'number':
      return `TRY_CAST(${path} AS DOUBLE)`;
    case 'users':
      return trinoUsers(path);
    case 'texts':
      return `transform(${path.replace('[*].arn', '')}, r -> r.arn)`;
    default:
      return type satisfies never;
  }
}

/** Fields whose columns in an event data store are not text, or that have none: they are read from the record. */
function toLake({ type, field, lakeInsightField, name }: EventColumn): string {
  if (lakeInsightField !== undefined)
    throw new Error(`an event data store of events has no column for ${name}`);
  const scalar = `json_extract_scalar(eventJson, '$.${field}')`;
  switch (type) {
    case 'text':
      return field === 'sessionCredentialFromConsole' || field.startsWith('addendum.') ? scalar : field;
    case 'time':
      return field === 'eventTime' ? field : timestampOf(scalar);
    case 'boolean':
      return `TRY_CAST(${scalar} AS BOOLEAN)`;
    case 'number':
      return `TRY_CAST(${scalar} AS DOUBLE)`;
    case 'users':
      throw new Error(`an event data store of events has no column for ${name}`);
    case 'json':
      return `json_extract(eventJson, '$.${field}')`;
    case 'texts':
      return `transform(TRY_CAST(json_extract(eventJson, '$.resources') AS ARRAY(JSON)), r -> json_extract_scalar(r, '$.ARN'))`;
    default:
      return type satisfies never;
  }
}

function timestampOf(text: string): string {
  return `TRY(CAST(from_iso8601_timestamp(${text}) AS TIMESTAMP))`;
}

type EngineWords = Omit<QueryWords, 'param'>;

const TRINO: Omit<EngineWords, 'jsonText'> = {
  // Trino takes a hyphen in a subscript only.
  json: (column, ...keys) =>
    `json_extract_scalar(${column}, '$${keys.map((key) => (key.includes('-') ? `["${key}"]` : `.${key}`)).join('')}')`,
  joined: (list) => `array_join(${list}, ', ')`,
  distinct: (expression) => `array_join(array_sort(array_agg(DISTINCT ${expression})), ', ')`,
  someContains: (list, text) => `COALESCE(any_match(${list}, e -> strpos(e, ${text}) > 0), FALSE)`,
};

const WORDS: Readonly<Record<QueryEngine, EngineWords>> = {
  duckdb: {
    json: (column, ...keys) => `json_extract_string(${column}, '$.${keys.join('.')}')`,
    jsonText: (column) => `COALESCE(CAST(${column} AS VARCHAR), '')`,
    joined: (list) => `array_to_string(${list}, ', ')`,
    distinct: (expression) => `array_to_string(list_sort(list(DISTINCT ${expression})), ', ')`,
    someContains: (list, text) =>
      `COALESCE(len(list_filter(${list}, lambda e: strpos(e, ${text}) > 0)) > 0, FALSE)`,
  },
  athena: {
    ...TRINO,
    jsonText: (column) => `COALESCE(TRY(json_format(json_parse(${column}))), '')`,
  },
  lake: { ...TRINO, jsonText: (column) => `COALESCE(json_format(${column}), '')` },
};
