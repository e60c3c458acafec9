import { toPrintable } from '../../lib/core/safe-text/printable';
import type { OutputStream } from '../cli/command-io';
import { clamp, renderTable } from './table';

const DEFAULT_COLUMNS = 100;
const MIN_COLUMNS = 80;
const TIME_WIDTH = 21;
const REGION_WIDTH = 15;

/** A table of events for a terminal. */
export interface EventTable {
  readonly head: string;
  /** A row of six cells: time, event, who, source address, Region, error. */
  readonly row: (cells: readonly (string | undefined)[]) => string;
}

/** @param who the heading of the third column */
export function eventTable(
  { columns = DEFAULT_COLUMNS }: Pick<OutputStream, 'columns'>,
  who: string,
): EventTable {
  const rest = Math.max(columns, MIN_COLUMNS) - TIME_WIDTH - REGION_WIDTH;
  const part = Math.floor(rest / 4);
  const widths = [TIME_WIDTH, rest - 3 * part, part, part, REGION_WIDTH, part];
  const row: EventTable['row'] = (cells) =>
    renderTable(widths, [cells.map((cell) => toPrintable(clamp(cell ?? '')))]);
  return { head: row(['TIME', 'EVENT', who, 'SOURCE', 'REGION', 'ERROR']), row };
}
