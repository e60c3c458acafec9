/** A cell of a row, as CloudWatch Logs gives it. */
export interface LogsCell {
  readonly field?: string | undefined;
  readonly value?: string | undefined;
}

/** Rows with the same columns: the fields that any row has, in the order in which they come. What a row does not have is undefined. */
export interface LogsRows {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | undefined)[])[];
}

/** The pointer to a log event, which Logs Insights adds to each row of a list. */
const POINTER = '@ptr';

/** The rows of a result of CloudWatch Logs Insights, each of which names its own fields. */
export function toColumns(results: readonly (readonly LogsCell[])[]): LogsRows {
  const named = results.map((row) => new Map(row.flatMap(entryOf)));
  const columns = [...new Set(named.flatMap((row) => [...row.keys()]))];
  return { columns, rows: named.map((row) => columns.map((column) => row.get(column))) };
}

function entryOf({ field, value }: LogsCell): readonly [string, string | undefined][] {
  return field === undefined || field === POINTER ? [] : [[field, value]];
}
