import type { DuckDBConnection } from '@duckdb/node-api';
import { isJsonObject, type JsonObject } from '../../lib/core/json/json-value';
import { UserError } from '../cli/user-error';
import { AGGREGATE_FUNCTIONS, ROW_FUNCTIONS, TABLE_FUNCTIONS } from './sql-functions';

/** The view that a query reads. */
const VIEW = 'events';

const FUNCTIONS = new Set([...AGGREGATE_FUNCTIONS, ...ROW_FUNCTIONS].map((name) => name.toLowerCase()));
const FROM_FUNCTIONS = new Set(TABLE_FUNCTIONS);

const EXPLAIN = /^(?:\s|--[^\n]*\n|\/\*[\s\S]*?\*\/)*EXPLAIN\b(?:\s+ANALYZE\b|\s*\([^)]*\))?/i;

/**
 * Whether a statement reads the view and nothing else, and calls only functions that docs/investigate/query.md lists: decided on the tree that
 * DuckDB's own parser makes, before anything is bound.
 *
 * @returns false if it is no SELECT
 * @throws {@link UserError} naming what is not allowed
 */
export async function checkReads(connection: DuckDBConnection, sql: string): Promise<boolean> {
  // As many characters as before, so that places in the text stay what they are.
  const select = sql.replace(EXPLAIN, (found) => found.replace(/[^\n]/g, ' '));
  const result = await connection.runAndReadAll('SELECT json_serialize_sql($1::VARCHAR)', [select]);
  const tree = JSON.parse(String(result.getRows()[0]?.[0])) as JsonObject;
  if (tree.error === true) return false;
  new ReadCheck(select).check(tree.statements, new Set([VIEW]));
  return true;
}

/** Goes through the tree of a statement. A node that it does not know has children that it knows. */
class ReadCheck {
  constructor(private readonly sql: string) {}

  /** @param tables the tables that are allowed in FROM here, in lower case */
  check(node: unknown, tables: ReadonlySet<string>): void {
    if (Array.isArray(node)) for (const one of node) this.check(one, tables);
    if (!isJsonObject(node)) return;
    const inner = this.withCtes(node, tables);
    this.checkNode(node, inner);
    for (const [key, child] of Object.entries(node)) {
      if (key === 'cte_map') continue;
      // The function of FROM is checked by its own list, and its arguments as any others.
      if (node.type === 'TABLE_FUNCTION' && isJsonObject(child) && key === 'function')
        this.check(child.children, inner);
      else this.check(child, inner);
    }
  }

  /** The names of a WITH hold in its SELECT, and each in those that follow; the name of a recursive one in itself, too. */
  private withCtes(node: JsonObject, tables: ReadonlySet<string>): ReadonlySet<string> {
    const own = node.type === 'RECURSIVE_CTE_NODE' ? [lower(node.cte_name)] : [];
    let inner: ReadonlySet<string> = new Set([...tables, ...own]);
    const { map = [] } = isJsonObject(node.cte_map) ? node.cte_map : {};
    for (const entry of Array.isArray(map) ? map : []) {
      if (!isJsonObject(entry)) continue;
      this.check(entry.value, inner);
      inner = new Set([...inner, lower(entry.key)]);
    }
    return inner;
  }

  private checkNode(node: JsonObject, tables: ReadonlySet<string>): void {
    switch (node.type) {
      case 'BASE_TABLE': {
        const name = nameOf(node, 'catalog_name', 'schema_name', 'table_name');
        if (!tables.has(name.toLowerCase())) throw this.refusal(`it reads ${name}`, node);
        break;
      }
      case 'TABLE_FUNCTION': {
        const called = isJsonObject(node.function)
          ? nameOf(node.function, 'catalog', 'schema', 'function_name')
          : '';
        if (!FROM_FUNCTIONS.has(called.toLowerCase())) throw this.refusal(`it reads ${called}()`, node);
        break;
      }
      case 'SHOW_REF':
        if (!isJsonObject(node.query)) throw this.refusal('it reads the catalog', node);
        break;
      default:
        this.checkCall(node);
    }
  }

  /** Of functions, aggregates and windows. */
  private checkCall(node: JsonObject): void {
    if (node.function_name === undefined || node.is_operator === true) return;
    // The parser itself writes `main.list_apply` for a list comprehension.
    const called = nameOf(node, 'catalog', 'schema', 'function_name').replace(/^main\./, '');
    // An operator that is no word can only compute.
    if (!/^\w/.test(called) || FUNCTIONS.has(called.toLowerCase())) return;
    throw this.refusal(`it calls ${called}()`, node);
  }

  private refusal(what: string, { query_location: at }: JsonObject): UserError {
    const isPlace = typeof at === 'number' && at <= this.sql.length;
    const line = isPlace ? ` (line ${this.sql.slice(0, at).split('\n').length})` : '';
    return new UserError(
      `the SQL is refused: ${what}, and a query reads the view events with the functions that docs/investigate/query.md lists${line}`,
    );
  }
}

/** With what it is qualified by, which no name of the lists is. */
function nameOf(node: JsonObject, ...keys: readonly string[]): string {
  return keys
    .map((key) => node[key])
    .filter((part) => typeof part === 'string' && part !== '')
    .join('.');
}

function lower(value: unknown): string {
  return String(value).toLowerCase();
}
