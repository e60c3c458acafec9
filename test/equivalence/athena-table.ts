import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Json, JsonObject } from '../../lib/core/json/json-value';

/** The same of an event data store, as the CloudTrail User Guide documents it, but for the maps that are not read. */
const LAKE_DDL = `
  eventversion STRING,
  useridentity STRUCT<type:STRING, principalid:STRING, arn:STRING, accountid:STRING, accesskeyid:STRING, username:STRING,
    sessioncontext:STRUCT<
      attributes:STRUCT<mfaauthenticated:STRING>,
      sessionissuer:STRUCT<type:STRING, principalid:STRING, arn:STRING, accountid:STRING, username:STRING>,
      webidfederationdata:STRUCT<federatedprovider:STRING>, sourceidentity:STRING, ec2roledelivery:STRING>,
    onbehalfof:STRUCT<userid:STRING, identitystorearn:STRING>,
    inscopeof:STRUCT<sourcearn:STRING, sourceaccount:STRING, issuertype:STRING>,
    invokedby:STRING, identityprovider:STRING>,
  eventsource STRING, eventname STRING, awsregion STRING, sourceipaddress STRING, useragent STRING,
  errorcode STRING, errormessage STRING, requestid STRING, eventid STRING,
  eventtype STRING, apiversion STRING, recipientaccountid STRING, sharedeventid STRING,
  vpcendpointid STRING, vpcendpointaccountid STRING, eventcategory STRING,
  tlsdetails STRUCT<tlsversion:STRING, ciphersuite:STRING, clientprovidedhostheader:STRING>`;

/** Columns that hold JSON as text. */
export const JSON_COLUMNS: ReadonlySet<string> = new Set([
  'requestparameters',
  'responseelements',
  'additionaleventdata',
  'serviceeventdetails',
]);

type Type = 'STRING' | 'MAP' | { readonly [name: string]: Type } | readonly [Type];

/** A table of rows that a record can be put into. */
export interface TableShape {
  readonly name: 'athena' | 'lake';
  readonly columns: { readonly [name: string]: Type };
}

/** The statement that makes Athena's table, as `docs/investigate/sql.md` gives it and the Athena User Guide documents it. */
export const ATHENA_DDL = athenaDdl();

export const ATHENA_TABLE: TableShape = { name: 'athena', columns: typesIn(columnsOf(ATHENA_DDL)) };
export const LAKE_TABLE: TableShape = {
  name: 'lake',
  columns: { ...typesIn(LAKE_DDL), eventjson: 'STRING' },
};

/** The row of a record; undefined if a field of it does not have the type of its column. */
export function rowOf(record: JsonObject, { name, columns }: TableShape): JsonObject | undefined {
  const row: Record<string, Json> = name === 'lake' ? { eventjson: JSON.stringify(record, null, 1) } : {};
  for (const [key, value] of Object.entries(record)) {
    const column = key.toLowerCase();
    const type = columns[column];
    if (type === undefined || value === undefined) continue;
    const cell = name === 'athena' && JSON_COLUMNS.has(column) ? jsonCell(value) : cellOf(value, type);
    if (cell === undefined) return undefined;
    row[column] = cell;
  }
  return row;
}

/** Of an object or null; null becomes either NULL or the text that says it, since AWS does not say which. */
function jsonCell(value: Json): Json | undefined {
  if (value === null) return null;
  return typeof value === 'object' && !Array.isArray(value) ? JSON.stringify(value, null, 1) : undefined;
}

function cellOf(value: Json, type: Type): Json | undefined {
  if (value === null) return null;
  if (type === 'STRING') return typeof value === 'object' ? undefined : String(value);
  if (Array.isArray(type)) {
    if (!Array.isArray(value)) return undefined;
    const cells = value.map((element: Json) => cellOf(element, type[0] as Type));
    return cells.includes(undefined) ? undefined : (cells as Json[]);
  }
  if (typeof value !== 'object' || Array.isArray(value)) return undefined;
  const members = Object.entries(value).map(([key, member]) => {
    if (type === 'MAP') return [key, cellOf(member as Json, 'STRING')] as const;
    const name = key.toLowerCase();
    const inner = (type as { readonly [name: string]: Type })[name];
    return [name, inner === undefined ? null : cellOf(member as Json, inner)] as const;
  });
  return members.some(([, cell]) => cell === undefined)
    ? undefined
    : (Object.fromEntries(members) as JsonObject);
}

/** Makes the table anew, of rows numbered from 0 in the column `position`. */
export async function fillTable(
  connection: DuckDBConnection,
  shape: TableShape,
  rows: readonly JsonObject[],
): Promise<void> {
  await connection.run('CREATE OR REPLACE TEMP TABLE cells (position INTEGER, cells VARCHAR)');
  const appender = await connection.createAppender('cells');
  for (const [position, row] of rows.entries()) {
    appender.appendInteger(position);
    appender.appendVarchar(JSON.stringify(row));
    appender.endRow();
  }
  appender.closeSync();
  const structure = JSON.stringify(structureOf(shape.columns)).replaceAll("'", "''");
  await connection.run(
    `CREATE OR REPLACE TABLE ${shape.name} AS SELECT position, unnest(from_json(cells, '${structure}')) FROM cells`,
  );
}

function structureOf(type: Type): unknown {
  if (type === 'STRING') return 'VARCHAR';
  if (type === 'MAP') return 'MAP(VARCHAR, VARCHAR)';
  if (Array.isArray(type)) return [structureOf(type[0] as Type)];
  return Object.fromEntries(Object.entries(type).map(([name, inner]) => [name, structureOf(inner)]));
}

/** The columns as Trino declares them. */
export function trinoColumns({ columns }: TableShape): string {
  return Object.entries(columns)
    .map(([name, type]) => `"${name}" ${trinoType(type)}`)
    .join(', ');
}

function trinoType(type: Type): string {
  if (type === 'STRING') return 'VARCHAR';
  if (type === 'MAP') return 'MAP(VARCHAR, VARCHAR)';
  if (Array.isArray(type)) return `ARRAY(${trinoType(type[0] as Type)})`;
  const members = Object.entries(type).map(([name, inner]) => `"${name}" ${trinoType(inner)}`);
  return `ROW(${members.join(', ')})`;
}

function athenaDdl(): string {
  const page = readFileSync(join(__dirname, '../../docs/investigate/sql.md'), 'utf8');
  const ddl = /```sql\n(CREATE EXTERNAL TABLE [\s\S]*?)\n```/.exec(page)?.[1];
  if (ddl === undefined) throw new Error('docs/investigate/sql.md has no CREATE EXTERNAL TABLE');
  return ddl;
}

function columnsOf(ddl: string): string {
  return ddl.slice(ddl.indexOf('(') + 1, ddl.indexOf(')'));
}

/** Reads `name TYPE, name STRUCT<name:TYPE, …>, …`. */
function typesIn(ddl: string): { readonly [name: string]: Type } {
  const tokens = ddl.match(/[\w]+|[<>:,]/g) ?? [];
  let at = 0;
  const members = (): { readonly [name: string]: Type } => {
    const found: Record<string, Type> = {};
    while (at < tokens.length && tokens[at] !== '>') {
      const name = tokens[at++] ?? '';
      if (tokens[at] === ':') at++;
      found[name] = type();
      if (tokens[at] === ',') at++;
    }
    return found;
  };
  const type = (): Type => {
    const word = tokens[at++];
    if (word === 'STRING') return 'STRING';
    at++;
    const inner: Type = word === 'STRUCT' ? members() : word === 'ARRAY' ? [type()] : 'MAP';
    while (word === 'MAP' && tokens[at] !== '>') at++;
    at++;
    return inner;
  };
  return members();
}
