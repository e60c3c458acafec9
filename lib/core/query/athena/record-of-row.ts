import { ATHENA_COLUMNS } from '../../compile/sql/athena-table';
import type { Column, Columns } from '../../compile/sql/column-reading';
import { textLiteral } from '../../compile/sql/sql-literal';
import { isList } from '../../json/json-value';

/** Texts of the table that are not texts in a record. */
const BOOLEANS: ReadonlySet<string> = new Set(['readOnly']);

/**
 * The record of a row of the table of Athena, as the text of a JSON object with CloudTrail's names: an expression of Trino. It
 * has the fields that are columns of the table; NULL fields are left out.
 */
export function recordOfRow(): string {
  return `json_format(${objectOf(ATHENA_COLUMNS, '')})`;
}

/** The maps of Trino lose no name and no order that matters: members of JSON objects have none. */
function objectOf(columns: Columns, at: string): string {
  const members = Object.entries(columns).map(
    ([name, column]) => [textLiteral(name), memberOf(name, column, `${at}${name.toLowerCase()}`)] as const,
  );
  const names = members.map(([name]) => name).join(', ');
  const values = members.map(([, value]) => value).join(', ');
  return `CAST(map_filter(MAP(ARRAY[${names}], ARRAY[${values}]), (k, v) -> v IS NOT NULL) AS JSON)`;
}

function memberOf(name: string, column: Column, path: string): string {
  if (column === 'text')
    return BOOLEANS.has(name) ? `CAST(TRY_CAST(${path} AS BOOLEAN) AS JSON)` : `CAST(${path} AS JSON)`;
  if (column === 'texts') return `CAST(${path} AS JSON)`;
  // An object is JSON text in these columns, and a text is itself.
  if (typeof column === 'string') return `COALESCE(TRY(json_parse(${path})), CAST(${path} AS JSON))`;
  if (isList(column)) return `CAST(transform(${path}, e -> ${objectOf(column[0], 'e.')}) AS JSON)`;
  return `IF(${path} IS NULL, NULL, ${objectOf(column, `${path}.`)})`;
}
