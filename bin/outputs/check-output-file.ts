import { open, realpath, stat } from 'node:fs/promises';
import { sep } from 'node:path';
import { UserError } from '../cli/user-error';
import { isOwnOutput, OWN_DECIDING_BYTES } from './own-output';

/** What a command is about to write, and what it reads. */
export interface OutputChoice {
  /** `--out` as the user wrote it. */
  readonly out: string;
  /** Replace a file that is no output of trailwatch. */
  readonly force?: boolean;
  /** What the command reads: files and folders; `-` and URLs of S3 are no files. */
  readonly inputs: readonly string[];
}

/**
 * Refuses an output that replaces what must not be lost: a file that the command reads, by whatever path or link, and,
 * unless the user insists, a file that trailwatch did not write. Gives the real path of a file that is replaced though
 * trailwatch did not write it: a link in a folder may still show that it is an input.
 *
 * @throws {@link UserError} if the output is refused
 */
export async function checkOutputFile({
  out,
  force = false,
  inputs,
}: OutputChoice): Promise<string | undefined> {
  const found = await stat(out).catch(() => undefined);
  if (found?.isFile() !== true) return undefined;
  const target = await realpath(out);
  const isOwn = await isOutputOfTrailwatch(target);
  for (const input of inputs) {
    if (input === '-' || input.startsWith('s3://')) continue;
    const real = await realpath(input).catch(() => undefined);
    if (real === undefined) continue;
    const isInside = !isOwn && target.startsWith(real.endsWith(sep) ? real : real + sep);
    if (real === target || isInside) throw refusedInput(out);
  }
  if (isOwn) return undefined;
  if (!force) {
    throw new UserError(
      `--out ${out} exists, and trailwatch did not write it; name another file, or replace it with --force`,
    );
  }
  return target;
}

/** The sentence for an output that is an input too. */
export function refusedInput(out: string): UserError {
  return new UserError(`--out ${out} is an input of the same command; name another file`);
}

/** Whether a file is empty, or begins as the files do that `--out` writes. */
async function isOutputOfTrailwatch(path: string): Promise<boolean> {
  const handle = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(
      Buffer.alloc(OWN_DECIDING_BYTES),
      0,
      OWN_DECIDING_BYTES,
      0,
    );
    const text = buffer.toString('latin1', 0, bytesRead).trim();
    return text === '' || text === '[]' || isOwnOutput(buffer.subarray(0, bytesRead));
  } finally {
    await handle.close();
  }
}
