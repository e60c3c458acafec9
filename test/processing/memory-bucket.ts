import type { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';

/** Objects in memory, by their keys. */
export class MemoryBucket {
  readonly objects = new Map<string, Uint8Array>();
  /** Throws to make a request fail. */
  fault: (key: string) => void = () => {};

  get client(): S3Client {
    const send = async ({ input: { Key = '' } }: GetObjectCommand) => {
      this.fault(Key);
      const bytes = this.objects.get(Key);
      if (bytes === undefined) throw Object.assign(new Error('no such key'), { name: 'NoSuchKey' });
      return { Body: bodyOf(bytes) };
    };
    return { send } as unknown as S3Client;
  }
}

/** In two chunks, as bodies come in several. */
function bodyOf(bytes: Uint8Array): AsyncIterable<Uint8Array> & { destroy(): void } {
  const half = bytes.length >> 1;
  async function* chunks() {
    yield bytes.subarray(0, half);
    yield bytes.subarray(half);
  }
  return Object.assign(chunks(), { destroy: () => {} });
}
