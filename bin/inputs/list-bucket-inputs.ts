import { listObjects } from '../aws/list-bucket';
import { type ObjectGetter, ObjectReadError, type OnVersion } from '../aws/object-getter';
import { openObjectGetter } from '../aws/open-object-getter';
import { explainForAll, renderListingError } from '../aws/s3-error';
import { NO_BUCKET, parseS3Url } from '../aws/s3-url';
import type { CommandIo } from '../cli/command-io';
import type { Input, InputFile } from './input-file';
import { AlreadyReported } from './input-file';

/** The maximum number of concurrent requests. */
const CONNECTIONS = 32;

/**
 * The objects under `s3://bucket/prefix`, in the order of their keys. Credentials and Region are read from the usual AWS
 * sources; the Region of the bucket is detected. A failed listing ends with the reason.
 */
export async function* listBucketInputs(
  url: string,
  { environment, wait }: Pick<CommandIo, 'environment' | 'wait'>,
): AsyncGenerator<Input, void> {
  const place = parseS3Url(url);
  if (place === undefined) {
    yield { name: url, reason: NO_BUCKET };
    return;
  }
  const getter = await openObjectGetter({ connections: CONNECTIONS }, { environment, wait });
  const objects = new BucketObjects(getter, place.bucket);
  let isEmpty = true;
  try {
    for await (const { key, bytes, version } of listObjects(place, { getter, wait })) {
      if (objects.isRefused) return;
      isEmpty = false;
      if (!isFolderMarker(key, bytes)) yield { ...objects.toInput(key, key === place.prefix), version };
    }
  } catch (error) {
    yield { name: url, reason: renderListingError(error) };
    return;
  }
  if (isEmpty) yield { name: url, reason: emptyReason(place.prefix) };
}

function emptyReason(prefix: string): string {
  const hint = /[*?]/.test(prefix) ? '; a prefix has no wildcards' : '';
  return `no object key begins with this prefix${hint}`;
}

/** The console marks a "folder" by an empty object whose key ends in a slash. */
function isFolderMarker(key: string, bytes: number): boolean {
  return key.endsWith('/') && bytes === 0;
}

/** The objects of one bucket. An error that applies to all of them is reported once. */
class BucketObjects {
  /** Whether no object of the bucket can be read any more. */
  isRefused = false;

  constructor(
    private readonly getter: ObjectGetter,
    private readonly bucket: string,
  ) {}

  toInput(key: string, named: boolean): InputFile {
    const { bucket } = this;
    return {
      name: `s3://${bucket}/${key}`,
      source: { bucket, key },
      named,
      open: (onVersion) => this.read(key, onVersion),
    };
  }

  private async *read(key: string, onVersion?: OnVersion): AsyncGenerator<Uint8Array, void> {
    if (this.isRefused) throw new AlreadyReported();
    try {
      yield* this.getter.stream(this.bucket, key, onVersion);
    } catch (error) {
      throw this.isForAll(error) ? this.refuseAll(error) : error;
    }
  }

  private isForAll(error: unknown): boolean {
    return explainForAll(codeOf(error)) !== undefined;
  }

  private refuseAll(error: unknown): Error {
    if (this.isRefused) return new AlreadyReported();
    this.isRefused = true;
    const code = codeOf(error);
    return new Error(`${explainForAll(code)} (${code}); nothing more is read from s3://${this.bucket}`);
  }
}

function codeOf(error: unknown): string {
  return error instanceof ObjectReadError ? error.error.code : ((error as Partial<Error>).name ?? '');
}
