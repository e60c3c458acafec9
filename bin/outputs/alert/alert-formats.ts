import type { Severity } from '../../../lib/core/rule/rule';
import type { CommandIo } from '../../cli/command-io';
import { UserError } from '../../cli/user-error';
import { type TextOutput, toStream, whileOpen } from '../text-output';
import { openOutput } from '../to-file';

/** How alerts are written. */
export const ALERT_FORMATS = ['table', 'ndjson', 'json', 'csv', 'sarif', 'ocsf', 'summary'] as const;

export type AlertFormat = (typeof ALERT_FORMATS)[number];

/** The options for the destination and format of alerts. */
export interface AlertOutputOptions {
  /** If absent, standard output. */
  readonly out?: string;
  readonly force?: boolean;
  readonly format?: AlertFormat;
  readonly failOn?: Severity;
  readonly details?: boolean;
  readonly group?: boolean;
}

/** A terminal shows every alert as soon as it is known. */
export async function openAlertOutput(
  { out, force, failOn }: AlertOutputOptions,
  io: CommandIo,
): Promise<TextOutput> {
  if (out !== undefined) return openOutput({ out, ...(force && { force }) }, io);
  const output = io.stdout.isTTY === true ? toStream(io.stdout) : await openOutput({}, io);
  return failOn === undefined ? output : whileOpen(output);
}

/**
 * A table on a terminal, ndjson elsewhere, unless it is chosen. Details and groups are of the table: the other formats have all
 * alerts, and all of each.
 */
export function alertFormatOf(options: AlertOutputOptions, io: CommandIo): AlertFormat {
  const { format, out, details = false, group = false } = options;
  if (!details && !group)
    return format ?? (out === undefined && io.stdout.isTTY === true ? 'table' : 'ndjson');
  if (format === undefined || format === 'table') return 'table';
  if (details) throw new UserError(`--details is for the format table; ${format} has each alert in full`);
  throw new UserError(`--group is for the format table; ${format} has each alert`);
}
