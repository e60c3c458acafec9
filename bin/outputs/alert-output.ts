import type { Severity } from '../../lib/core/rule/rule';
import type { CommandIo } from '../cli/command-io';
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

/** A table on a terminal, ndjson elsewhere, unless it is chosen. */
export function alertFormatOf({ format, out }: AlertOutputOptions, io: CommandIo): AlertFormat {
  return format ?? (out === undefined && io.stdout.isTTY === true ? 'table' : 'ndjson');
}
