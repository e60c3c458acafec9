import { NAMED_QUERIES } from '../../../lib/core/query/named-queries';
import { toJsonText } from '../../../lib/core/safe-text/printable';
import type { CommandIo } from '../../cli/command-io';
import { UserError } from '../../cli/user-error';
import { renderTable } from '../../outputs/table';
import { toStream } from '../../outputs/text-output';

/** The options of `trailwatch query list`. */
export interface QueryListOptions {
  readonly format?: 'table' | 'ndjson';
}

const DEFAULT_COLUMNS = 100;
const NAME_WIDTH = 33;

/** Prints the named queries. Returns the exit status. */
export async function queryList({ format }: QueryListOptions, io: CommandIo): Promise<number> {
  if (format !== undefined && format !== 'table' && format !== 'ndjson') {
    throw new UserError(`--format is '${String(format)}'; it may be table, ndjson`);
  }
  const isTable = (format ?? (io.stdout.isTTY === true ? 'table' : 'ndjson')) === 'table';
  await toStream(io.stdout).write(isTable ? table(io.stdout.columns ?? DEFAULT_COLUMNS) : lines());
  return 0;
}

function lines(): string {
  return NAMED_QUERIES.map(
    ({ name, title, about, parameters }) => `${toJsonText({ name, title, about, parameters })}\n`,
  ).join('');
}

function table(columns: number): string {
  const rest = Math.max(columns, 80) - NAME_WIDTH;
  const parameterWidth = Math.floor(rest / 4);
  const rows = NAMED_QUERIES.map(({ name, title, parameters }) => [
    name,
    title,
    parameters.map(({ name: parameter }) => parameter).join(' '),
  ]);
  return renderTable(
    [NAME_WIDTH, rest - parameterWidth, parameterWidth],
    [['NAME', 'TITLE', 'PARAMETERS'], ...rows],
  );
}
