import type { Condition } from '../../rule/condition';
import type { Compiled, CompileOptions, CompileResult, Obstacle } from '../compile-result';
import { type NormalForm, toNormalForm } from '../negation-normal-form';
import { formToSql, type Manner } from './condition-to-sql';
import { combined, type SqlAnswer } from './sql-answer';
import type { SqlScope } from './sql-engine';
import type { SqlTable } from './sql-table';

/** A condition as the expression of a WHERE; see {@link toExpression}. */
export type SqlExpression =
  | (Pick<SqlAnswer, 'assumptions'> & {
      readonly kind: 'compiled';
      readonly sql: string;
      readonly widened: readonly Obstacle[];
    })
  | { readonly kind: 'refused'; readonly obstacles: readonly Obstacle[] };

/** Compiles a condition to one boolean expression that is never NULL. */
export function toExpression(
  condition: Condition,
  scope: SqlScope,
  options: CompileOptions = {},
): SqlExpression {
  const form = toNormalForm(condition);
  if (form.kind === 'or' && form.of.length === 0) return { kind: 'refused', obstacles: [NEVER_HOLDS] };
  const { sql, assumptions, obstacles } = onLines(form, scope, {
    overApproximate: options.overApproximate ?? false,
    assumeFieldShape: options.assumeFieldShape ?? true,
  });
  if (sql === undefined) return { kind: 'refused', obstacles };
  const distinct = new Map(assumptions.map((one) => [`${one.code} ${one.field}`, one]));
  return {
    kind: 'compiled',
    sql,
    assumptions: [...distinct.values()],
    widened: obstacles,
  };
}

function tooLong(bytes: number, maxBytes: number): Obstacle {
  const reason = `the statement has ${bytes} bytes, more than the ${maxBytes} that the engine takes`;
  return { code: 'too-long', path: '', reason };
}

/** What the whole joins stands on lines of its own. */
function onLines(form: NormalForm, scope: SqlScope, manner: Manner): SqlAnswer {
  if (form.kind === 'atom' || form.of.length === 0) return formToSql(form, scope, manner);
  const answers = form.of.map((member) => formToSql(member, scope, manner));
  return combined(answers, (parts) => parts.join(`\n  ${form.kind.toUpperCase()} `));
}

const NEVER_HOLDS: Obstacle = {
  code: 'never-holds',
  path: '',
  reason: 'the condition never holds; a statement would find nothing',
};

/** A statement that finds the records which satisfy the condition. */
export function toSelect(
  condition: Condition,
  table: SqlTable,
  options: CompileOptions & { readonly table?: string },
): CompileResult {
  const expression = toExpression(condition, table.scope, options);
  if (expression.kind === 'refused') return expression;
  const { sql, assumptions, widened } = expression;
  const statement = `SELECT *\nFROM ${options.table ?? table.from}\nWHERE ${sql}`;
  return ofLength(table, { kind: 'compiled', artefacts: [statement], assumptions, widened });
}

/** The statements, or that one of them is longer than the engine takes. */
export function ofLength({ maxBytes }: SqlTable, compiled: Compiled): CompileResult {
  const lengths = compiled.artefacts.map((statement) => Buffer.byteLength(statement));
  const longest = Math.max(...lengths);
  if (maxBytes === undefined || longest <= maxBytes) return compiled;
  return { kind: 'refused', obstacles: [tooLong(longest, maxBytes)] };
}
