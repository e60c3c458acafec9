import type { Condition } from '../../rule/condition';
import { Compilation, toCompileResult } from '../compilation';
import type { CompileOptions, CompileResult } from '../compile-result';
import { type NormalForm, toNormalForm } from '../negation-normal-form';
import type { SqlScope } from './sql-engine';
import { formToSql, type SqlCompilation } from './sql-operators';
import type { SqlTable } from './sql-table';

/** Compiles a condition to one boolean expression that is never NULL, as it stands in a WHERE. */
export function toExpression(
  condition: Condition,
  scope: SqlScope,
  options: CompileOptions = {},
): SqlCompilation {
  const form = toNormalForm(condition);
  if (form.kind === 'or' && form.of.length === 0) return NEVER;
  const sql = onLines(form, scope, options);
  return options.overApproximate === true ? sql : sql.exactly();
}

const NEVER = Compilation.refuse({
  code: 'never-holds',
  reason: 'the condition never holds; a statement would find nothing',
});

/** What the whole joins stands on lines of its own. */
function onLines(form: NormalForm, scope: SqlScope, options: CompileOptions): SqlCompilation {
  if (form.kind === 'atom' || form.of.length === 0) return formToSql(form, scope, options);
  const members = Compilation.all(form.of.map((member) => formToSql(member, scope, options)));
  return members.map((parts) => parts.join(`\n  ${form.kind.toUpperCase()} `));
}

/** A statement that finds the records which satisfy the condition. */
export function toSelect(
  condition: Condition,
  table: SqlTable,
  options: CompileOptions & { readonly table?: string },
): CompileResult {
  const statement = toExpression(condition, table.scope, options)
    .map((sql) => `SELECT *\nFROM ${options.table ?? table.from}\nWHERE ${sql}`)
    .andThen((sql) => fitting(table, sql));
  return toCompileResult(statement, options);
}

/** The statement; refused where it is longer than the engine takes. */
export function fitting({ maxBytes }: SqlTable, statement: string): Compilation<readonly string[]> {
  const bytes = Buffer.byteLength(statement);
  if (maxBytes === undefined || bytes <= maxBytes) return Compilation.of([statement]);
  const reason = `the statement has ${bytes} bytes, more than the ${maxBytes} that the engine takes`;
  return Compilation.refuse({ code: 'too-long', reason });
}
