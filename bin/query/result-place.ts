import { resolve } from 'node:path';
import type { CommandIo } from '../cli/command-io';
import { renderReason, UserError } from '../cli/user-error';
import { checkOutputFile } from '../outputs/check-output-file';
import { makeTemporaryFile, type TemporaryFile } from '../outputs/temporary-file';
import type { TextOutput } from '../outputs/text-output';
import { openOutput } from '../outputs/to-file';
import type { ResultTextFormat } from './result-text';

/** The options for the destination and format of rows. */
export interface ResultOptions {
  readonly format?: ResultTextFormat | 'parquet';
  readonly out?: string;
  readonly force?: boolean;
}

/** Where the rows go. */
export interface ResultPlace {
  readonly paths: readonly string[];
  readonly format: ResultTextFormat;
  readonly text?: TextOutput;
  readonly parquet?: TemporaryFile;
  discard(): void;
}

/**
 * @param paths what is read, which is never written over
 * @throws {@link UserError} if it cannot be written
 */
export async function placeOf(
  { format, out, force = false }: ResultOptions,
  { paths, io }: { readonly paths: readonly string[]; readonly io: CommandIo },
): Promise<ResultPlace> {
  if (format === 'parquet') {
    if (out === undefined || out === '-')
      throw new UserError('--format parquet needs a file; add --out FILE');
    await checkOutputFile({ out, force, inputs: paths });
    const parquet = makeParquet(out, io);
    return { paths: [out, parquet.path], format: 'ndjson', parquet, discard: () => parquet.remove() };
  }
  const isFile = out !== undefined && out !== '-';
  const text = await openOutput({ ...(out !== undefined && { out }), force, inputs: paths }, io);
  const usual = !isFile && io.stdout.isTTY === true ? 'table' : 'ndjson';
  return { paths: text.paths, format: format ?? usual, text, discard: () => text.discard() };
}

function makeParquet(out: string, io: CommandIo): TemporaryFile {
  try {
    return makeTemporaryFile(resolve(out), io);
  } catch (error) {
    throw new UserError(`--out ${out} cannot be written: ${renderReason(error)}`);
  }
}
