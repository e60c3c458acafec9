import { readFileSync } from 'node:fs';
import { API_FILE, type ApiTable } from '../../core/public-api/api-table';
import { builtPath } from '../asset/package-root';

let table: ApiTable | undefined;

/** The table that the build wrote, read once. */
export function readApiTable(): ApiTable {
  table ??= JSON.parse(readFileSync(builtPath(API_FILE), 'utf8')) as ApiTable;
  return table;
}
