import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { unlessMissing } from '../answers';

/** Texts in a bucket, by their keys. */
export interface TextStore {
  /** Undefined if there is none. */
  readonly readText: (key: string) => Promise<string | undefined>;
  readonly putText: (key: string, text: string) => Promise<void>;
  /** Writes a text under a key that has none; whether it had none. */
  readonly putNewText: (key: string, text: string) => Promise<boolean>;
}

/** The texts of a bucket; one that is longer than `maxBytes` is not read. */
export function textStoreIn(s3: S3Client, bucket: string, maxBytes: number): TextStore {
  return {
    readText: (key) => readText(s3, { bucket, key, maxBytes }),
    putText: (key, text) => putText(s3, { bucket, key }, text),
    putNewText: async (key, text) => {
      const write = () => putText(s3, { bucket, key, IfNoneMatch: '*' }, text);
      return (await unlessMissing('PreconditionFailed', async () => ({ of: await write() }))) !== undefined;
    },
  };
}

/** Where a text is written, and on what condition; by default, an object of the same key is replaced. */
interface WrittenAddress {
  readonly bucket: string;
  readonly key: string;
  readonly IfNoneMatch?: '*';
}

/** Writes an object of text. */
async function putText(
  client: Pick<S3Client, 'send'>,
  { bucket, key, ...condition }: WrittenAddress,
  text: string,
): Promise<void> {
  const ContentType = key.endsWith('.ndjson') ? 'application/x-ndjson' : 'application/json';
  const object = { Bucket: bucket, Key: key, Body: text, ContentType };
  await client.send(new PutObjectCommand({ ...object, ...condition }));
}

/** An object that is read as text. */
interface TextAddress {
  readonly bucket: string;
  readonly key: string;
  /** A larger one is refused before it is read. */
  readonly maxBytes: number;
}

/** The text of an object; undefined if there is none. Throws S3's other errors. */
async function readText(
  client: Pick<S3Client, 'send'>,
  { bucket, key, maxBytes }: TextAddress,
): Promise<string | undefined> {
  return unlessMissing('NoSuchKey', async () => {
    const { Body, ContentLength = 0 } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    if (ContentLength > maxBytes) {
      (Body as unknown as { destroy(): void }).destroy();
      throw new Error(`s3://${bucket}/${key} has ${ContentLength} bytes, more than ${maxBytes}`);
    }
    return await Body?.transformToString();
  });
}
