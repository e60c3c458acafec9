import { unitUsd } from '../../lib/core/cost/price/price';
import { PRICES } from '../../lib/core/cost/price/prices';
import type { CommandIo } from '../cli/command-io';
import { UserError } from '../cli/user-error';

const GB = 1024 ** 3;

/** The list price of a query that scanned this number of bytes, in USD. */
export function lakeCostUsd(scannedBytes: number): number {
  return (scannedBytes * unitUsd(PRICES.lakeScan)) / GB;
}

/** Whether a command prints a table; by default to a terminal. */
export function isForTable({ format }: { readonly format?: string }, io: CommandIo): boolean {
  if (format !== undefined && format !== 'table' && format !== 'ndjson') {
    throw new UserError(`--format is '${format}'; it may be table, ndjson`);
  }
  return (format ?? (io.stdout.isTTY === true ? 'table' : 'ndjson')) === 'table';
}
