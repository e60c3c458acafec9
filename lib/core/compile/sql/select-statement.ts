import type { Condition } from '../../rule/condition';
import { Compilation, toCompileResult } from '../compilation';
import type { Assumption, CompileOptions, CompileResult } from '../compile-result';
import { type NormalForm, toNormalForm } from '../negation-normal-form';
import type { SqlScope } from './sql-engine';
import { formToSql, type SqlCompilation } from './sql-operators';

/** Compiles a condition to one boolean expression that is never NULL, as it is in a WHERE. */
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
  reason: 'the condition is never true; a statement would find nothing',
});

/** The members of the outermost list are on separate lines. */
function onLines(form: NormalForm, scope: SqlScope, options: CompileOptions): SqlCompilation {
  if (form.kind === 'atom' || form.of.length === 0) return formToSql(form, scope, options);
  const members = Compilation.all(form.of.map((member) => formToSql(member, scope, options)));
  return members.map((parts) => parts.join(`\n  ${form.kind.toUpperCase()} `));
}

/** A statement that finds the records which satisfy the condition. */
export function toSelect(
  condition: Condition,
  table: SqlTable,
  options: CompileOptions & { readonly table?: string } = {},
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

/** A table of records in an engine: how its rows are read, and what a statement over it may be. */
export interface SqlTable {
  /** The default table in FROM. */
  readonly from: string;
  /** The longest statement that the engine takes. */
  readonly maxBytes?: number;
  readonly scope: SqlScope;
  readonly counting: CountingWords;
}

/** What counting records over time needs in addition to conditions. */
export interface CountingWords {
  /** The record's `eventTime` in milliseconds since 1970; NULL if it is not ISO 8601 in UTC. */
  readonly timeMs: string;
  /** The record's `eventID`; NULL if it has none. */
  readonly eventId: string;
  /** The identity of a record within its account, as in `recordIdentity`; never NULL. */
  readonly recordId: string;
  /** The assumptions of `recordId`. */
  readonly recordIdAssumptions: readonly Assumption[];
  /** The account of `recordIdentity`; never NULL. */
  readonly accountId: string;
  /** A list of lists: every combination of one text from each of these lists; NULL is not a text. */
  readonly combinations: (lists: readonly string[]) => string;
  /** Milliseconds since 1970 as `toISOString` writes them. */
  readonly timeText: (timeMs: string) => string;
}

/** The words with which Athena and CloudTrail Lake count alike; they differ in `timeMs`. */
export function trinoCounting(timeMs: string): CountingWords {
  return {
    timeMs,
    eventId: "NULLIF(eventID, '')",
    recordId: "COALESCE(eventID, '')",
    recordIdAssumptions: [{ code: 'identified-record', field: 'eventID' }],
    accountId: "COALESCE(NULLIF(recipientAccountId, ''), NULLIF(userIdentity.accountId, ''), '')",
    combinations,
    timeText: (ms) => `to_iso8601(from_unixtime(${ms} / 1e3, 'UTC'))`,
  };
}

/** Milliseconds since 1970 of a timestamp in UTC. */
export function trinoMilliseconds(timestamp: string): string {
  return `date_diff('millisecond', TIMESTAMP '1970-01-01 00:00:00', ${timestamp})`;
}

/** No record has more combinations than this, as in the matcher. */
const MAX_COMBINATIONS = 100;

function combinations([first = '', ...others]: readonly string[]): string {
  const start = `transform(${distinct(first)}, t -> ARRAY[t])`;
  return others.reduce((tuples, list) => {
    const longer = `transform(${tuples}, p -> transform(${distinct(list)}, t -> p || ARRAY[t]))`;
    return `slice(flatten(${longer}), 1, ${MAX_COMBINATIONS})`;
  }, start);
}

function distinct(texts: string): string {
  return `slice(array_sort(array_distinct(filter(${texts}, t -> t IS NOT NULL))), 1, ${MAX_COMBINATIONS})`;
}
