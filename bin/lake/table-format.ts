import type { CommandIo } from '../cli/command-io';
import { UserError } from '../cli/user-error';

/** Whether a command prints a table; by default to a terminal. */
export function isForTable({ format }: { readonly format?: string }, io: CommandIo): boolean {
  if (format !== undefined && format !== 'table' && format !== 'ndjson') {
    throw new UserError(`--format is '${format}'; it may be table, ndjson`);
  }
  return (format ?? (io.stdout.isTTY === true ? 'table' : 'ndjson')) === 'table';
}
