import { isJsonObject, parseJson } from '../json/json-value';

/** A log file of the archive, as listed. */
export interface PlannedFile {
  readonly key: string;
  /** As stored. */
  readonly sizeBytes: number;
}

/** The log files that one invocation searches, consecutive in the order of their keys. */
export interface SearchBatch {
  readonly files: readonly PlannedFile[];
  /** Whether it is written down what their records teach; by default it is not. */
  readonly learns?: boolean;
  /** The days of the search, if files are in it that were delivered after them: of these only the records of these days are searched. */
  readonly days?: SearchedDays | undefined;
}

/** Days as `YYYY-MM-DD`. */
export interface SearchedDays {
  readonly first: string;
  /** The day after the last one. */
  readonly behind: string;
}

/** The maximum number of files in a batch: at 50 ms each for S3, with several at a time, they take a few seconds. */
export const MAX_BATCH_FILES = 500;

/** The maximum stored bytes of a batch, about 20 times that number unpacked: less than a minute of one processor. */
export const MAX_BATCH_BYTES = 64 * 1024 * 1024;

/** Cuts files into batches. From the end of any batch on, the same files give the same batches. */
export async function* toBatches(files: AsyncIterable<PlannedFile>): AsyncGenerator<SearchBatch, void> {
  let held: PlannedFile[] = [];
  let bytes = 0;
  for await (const file of files) {
    if (held.length === MAX_BATCH_FILES || (held.length > 0 && bytes + file.sizeBytes > MAX_BATCH_BYTES)) {
      yield { files: held };
      held = [];
      bytes = 0;
    }
    held.push(file);
    bytes += file.sizeBytes;
  }
  if (held.length > 0) yield { files: held };
}

/** The batch as text. */
export function encodeBatch({ files, learns = false, days }: SearchBatch): string {
  const listed = files.map(({ key, sizeBytes }) => [key, sizeBytes]);
  return JSON.stringify({ version: 1, ...(learns ? { learns } : {}), days, files: listed });
}

/**
 * Reads what {@link encodeBatch} wrote.
 *
 * @throws if it is anything else
 */
export function decodeBatch(text: string): SearchBatch {
  const document = parseJson(text);
  const { files, learns = false, days } = isJsonObject(document) && document.version === 1 ? document : {};
  if (!Array.isArray(files)) throw new Error('the batch is not of a plan of this version');
  return {
    learns: learns === true,
    ...(isJsonObject(days) ? { days: { first: String(days.first), behind: String(days.behind) } } : {}),
    files: files.map((file) => {
      const [key, sizeBytes] = Array.isArray(file) ? file : [];
      if (typeof key !== 'string' || typeof sizeBytes !== 'number')
        throw new Error('the batch names a file without key or size');
      return { key, sizeBytes };
    }),
  };
}
