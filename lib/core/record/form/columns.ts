import { isJsonObject, type Json, type JsonObject, parseJson } from '../../json/json-value';
import { readStruct, toFieldName } from './struct-text';

/** Columns that hold a whole record as text. */
const WHOLE_RECORD = ['@message', '_raw', 'eventjson', 'cloudtrailevent', 'message', 'event.original'];

/** Columns of which one is enough to tell a table of records. */
const TELLING = [...WHOLE_RECORD, 'eventname', 'eventsource'];

const BOOLEANS = ['readOnly', 'managementEvent'];
const TEXT_THAT_STAYS = /^(?:account|principal|event|request|apiVersion|eventVersion|recipient|shared)/i;

/** Whether columns of these names may hold records. */
export function areRecordColumns(names: readonly string[]): boolean {
  return names.some((name) => TELLING.includes(name.trim().toLowerCase()));
}

/**
 * The record of one row of a table: the column that holds it whole, or else a record of the columns that have the names
 * of its fields, in any letter case. A name with dots (`userIdentity.arn`) is a path. Structs are JSON, or what Athena
 * and CloudTrail Lake write; an empty cell is an absent field.
 */
export function recordOfColumns(cells: readonly (readonly [name: string, value: Json])[]): Json {
  for (const [name, value] of cells) {
    if (!WHOLE_RECORD.includes(name.trim().toLowerCase())) continue;
    if (typeof value === 'string' && value.trimStart().startsWith('{')) return parseJson(value) ?? value;
    if (isJsonObject(value)) return value;
  }
  const record: Members = {};
  for (const [name, value] of cells) {
    const read = toFieldValue(toFieldName(name.trim()), value);
    if (read !== undefined) setAt(record, name.trim().split('.').map(toFieldName), read);
  }
  return record as JsonObject;
}

interface Members {
  [name: string]: Json;
}

function toFieldValue(name: string, value: Json): Json | undefined {
  if (typeof value !== 'string') return value === null ? undefined : value;
  const text = value.trim();
  if (text === '' || text === 'null' || text === '-') return undefined;
  if (BOOLEANS.includes(name) && /^(?:true|false)$/i.test(text)) return text.toLowerCase() === 'true';
  if (!/^[{[]/.test(text) || TEXT_THAT_STAYS.test(name)) return value;
  return parseJson(text) ?? readStruct(text) ?? value;
}

/** Own members only: a column may be called `__proto__`. */
function setAt(record: Members, path: readonly string[], value: Json): void {
  const [first = '', ...rest] = path;
  if (rest.length === 0) define(record, first, value);
  else {
    const inner = Object.hasOwn(record, first) ? record[first] : undefined;
    const members: Members = isJsonObject(inner) ? (inner as Members) : {};
    define(record, first, members);
    setAt(members, rest, value);
  }
}

function define(record: Members, name: string, value: Json): void {
  Object.defineProperty(record, name, { value, enumerable: true, configurable: true, writable: true });
}
