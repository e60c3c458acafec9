import { stat } from 'node:fs/promises';
import type { CommandIo } from '../cli/command-io';
import { renderReason } from '../cli/user-error';
import type { Input } from './input-file';
import { readFileChunks } from './read-file-chunks';
import { walkFolder } from './walk-folder';

/** What inputs are listed from. */
export interface InputPaths {
  /** As the user wrote them: files, folders, `s3://bucket/prefix`, `-`. */
  readonly paths: readonly string[];
  readonly io: Pick<CommandIo, 'stdin' | 'environment'>;
  /** Files that a folder walk leaves out, such as the command's own output. */
  readonly except: readonly string[];
}

/** Every input, in the order of the paths and within a folder or prefix in the order of the names. */
export async function* listInputs({ paths, io, except }: InputPaths): AsyncGenerator<Input, void> {
  for (const path of paths) {
    if (path === '-') yield { name: '-', source: { key: '-' }, named: true, open: () => io.stdin };
    else if (path.startsWith('s3://')) yield* listBucket(path, io);
    else yield* listPath(path, except);
  }
}

/** The AWS SDK is loaded for the first s3:// path, and not before. */
async function* listBucket(url: string, io: InputPaths['io']): AsyncGenerator<Input, void> {
  const { listBucketInputs } = await import('./list-bucket-inputs');
  yield* listBucketInputs(url, io.environment);
}

async function* listPath(path: string, except: readonly string[]): AsyncGenerator<Input, void> {
  const found = await stat(path).catch(renderReason);
  if (typeof found === 'string') yield { name: path, reason: found };
  else if (found.isDirectory()) yield* walkFolder(path, except);
  else yield { name: path, source: { key: path }, named: true, open: () => readFileChunks(path) };
}
