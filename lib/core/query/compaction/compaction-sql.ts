import { toCompactDay, toDeleteBefore, toOptimizeDay } from '../athena/compacted-table';

/** A placeholder in a statement for what is known when it runs; no statement has such letters otherwise. */
const PLACEHOLDER = /«(\w+)»/;

const VALUES: Readonly<Record<string, string>> = {
  day: '$states.input.day',
  dayBefore: '$states.input.dayBefore',
  dayAfter: '$states.input.dayAfter',
  accounts: `$join($states.input.accounts, "', '")`,
};

/** The statement that compacts a day of some accounts, as a JSONata expression over the input of its state. */
export function compactDaySql(databaseName: string): string {
  const day = { day: '«day»', dayBefore: '«dayBefore»', dayAfter: '«dayAfter»', accounts: ['«accounts»'] };
  return toExpression(toCompactDay(databaseName, day), VALUES);
}

/** The statement that joins the files of a day, as an expression over the input. */
export function optimizeDaySql(databaseName: string): string {
  return toExpression(toOptimizeDay(databaseName, '«day»'), VALUES);
}

/** The statement that deletes what is older than `keepDays` when the execution starts. */
export function deleteBeforeSql(databaseName: string, keepDays: number): string {
  const before = `$fromMillis($toMillis($states.context.Execution.StartTime) - ${keepDays} * 86400000, "[Y0001]/[M01]/[D01]")`;
  return toExpression(toDeleteBefore(databaseName, '«before»'), { before });
}

/** The pieces between placeholders are texts; days and accounts are digits, checked by where they come from. */
function toExpression(sql: string, values: Readonly<Record<string, string>>): string {
  return sql
    .split(PLACEHOLDER)
    .map((piece, index) => (index % 2 === 0 ? JSON.stringify(piece) : (values[piece] ?? '')))
    .join(' & ');
}
