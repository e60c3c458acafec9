import { lstat, realpath, stat } from 'node:fs/promises';
import { listObjects } from '../aws/list-bucket';
import { openObjectGetter } from '../aws/open-object-getter';
import { renderListingError } from '../aws/s3-error';
import { parseS3Url } from '../aws/s3-url';
import type { CommandIo } from '../cli/command-io';
import { UserError } from '../cli/user-error';
import { ExcludedFiles } from '../inputs/excluded-files';
import type { InputFile } from '../inputs/input-file';
import { listInputs } from '../inputs/list-inputs';
import type { RecordFilter } from '../records/record-filter';
import { RealFolders, type Roots } from './roots';

/** What a call is about to read. */
export interface Reading {
  /** Real paths below the roots, and URLs of buckets. */
  readonly paths: readonly string[];
  /** Leaves out what the command does not open, by its name. */
  readonly filter: Pick<RecordFilter, 'isOpen' | 'mayHold'>;
  readonly roots: Roots;
}

/** What it is measured with. */
export interface MeasureTools {
  readonly io: Pick<CommandIo, 'stdin' | 'environment' | 'wait'>;
  readonly maxBytes: number;
  readonly signal: AbortSignal;
}

/**
 * The bytes that a call would read, as they are stored, before it reads any. It looks at every file: a link that leads out of the roots is
 * refused, wherever it is.
 *
 * @returns more than `maxBytes` as soon as there are more
 * @throws {@link UserError} naming a link that leads out of the roots, or what is no file
 */
export async function measureReading(reading: Reading, tools: MeasureTools): Promise<number> {
  let bytes = 0;
  for (const path of reading.paths) {
    for await (const size of path.startsWith('s3://')
      ? objectSizes(path, reading, tools)
      : fileSizes(path, reading, tools)) {
      bytes += size;
      if (bytes > tools.maxBytes || tools.signal.aborted) return bytes;
    }
  }
  return bytes;
}

async function* fileSizes(
  path: string,
  { filter, roots }: Reading,
  { io }: MeasureTools,
): AsyncGenerator<number, void> {
  const folders = new RealFolders();
  for await (const input of listInputs({ paths: [path], io, except: new ExcludedFiles() })) {
    if (!('open' in input)) continue;
    const isRead = filter.isOpen || filter.mayHold(input.name);
    if (isRead) yield await sizeOf(input, roots, folders);
  }
}

async function sizeOf({ name, path = name }: InputFile, roots: Roots, folders: RealFolders): Promise<number> {
  // A name that is not UTF-8 is known by its bytes, and its folder by a link at most.
  const link = await lstat(path);
  const real =
    link.isSymbolicLink() || typeof path !== 'string' ? await realpath(path) : await folders.of(path);
  if (!roots.has(real)) throw new UserError(`${name} is a link out of what this server may read`);
  const found = link.isSymbolicLink() ? await stat(path) : link;
  if (!found.isFile()) throw new UserError(`${name} is no file`);
  return found.size;
}

async function* objectSizes(
  url: string,
  { filter }: Reading,
  { io: { environment, wait } }: MeasureTools,
): AsyncGenerator<number, void> {
  const { bucket = '', prefix = '' } = parseS3Url(url) ?? {};
  const getter = await openObjectGetter({ connections: 1 }, { environment, wait });
  try {
    for await (const { key, bytes } of listObjects({ bucket, prefix }, { getter, wait })) {
      if (filter.isOpen || filter.mayHold(`s3://${bucket}/${key}`)) yield bytes;
    }
  } catch (error) {
    throw new UserError(`${url}: ${renderListingError(error)}`);
  }
}
