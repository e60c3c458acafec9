import type { CommandIo } from '../cli/command-io';
import type { OutputChoice } from './check-output-file';
import { inPortions, type TextOutput, toStream } from './text-output';
import { toFile } from './to-file';

/** Where the results of a command go: to standard output where `--out` is absent or `-`, or to a file. */
export async function openOutput(
  { out, force, inputs }: Partial<OutputChoice>,
  io: CommandIo,
): Promise<TextOutput> {
  if (out === undefined || out === '-') return inPortions(toStream(io.stdout));
  return inPortions(await toFile({ out, inputs: inputs ?? [], ...(force && { force }) }, io));
}
