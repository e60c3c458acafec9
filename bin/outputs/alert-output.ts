import type { Severity } from '../../lib/core/rule/rule';
import type { CommandIo } from '../cli/command-io';
import { UserError } from '../cli/user-error';
import type { AlertFormat } from './alert-formats';
import { inPortions } from './in-portions';
import { type TextOutput, toStream } from './text-output';
import { toFile } from './to-file';
import { whileOpen } from './while-open';

/** The options that say where alerts go, and how. */
export interface AlertOutputOptions {
  /** None is standard output. */
  readonly out?: string;
  readonly format?: AlertFormat;
  readonly failOn?: Severity;
  readonly details?: boolean;
  readonly group?: boolean;
}

/** A terminal shows every alert as soon as it is known. */
export async function openAlertOutput(
  { out, failOn }: AlertOutputOptions,
  io: CommandIo,
): Promise<TextOutput> {
  if (out !== undefined) return inPortions(await toFile(out, io));
  const output = io.stdout.isTTY === true ? toStream(io.stdout) : inPortions(toStream(io.stdout));
  // The exit status answers for all alerts, even if a reader wants the first one only.
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
  if (details)
    throw new UserError(
      `--details is for the format table, and not for ${format}, which has all of each alert`,
    );
  throw new UserError(`--group is for the format table, and not for ${format}, which has each alert`);
}
