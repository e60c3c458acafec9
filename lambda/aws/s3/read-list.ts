import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { Reader, type Response } from 'mmdb-lib';

/** A list or a database, and the version that is known already. */
export interface ListAddress {
  readonly bucket: string;
  readonly key: string;
  readonly etag: string | undefined;
}

/** A list, as its text, or a database of countries. */
export interface ReadList {
  readonly etag: string;
  /** When it was written; of a database, when it was built, if that is earlier. */
  readonly modifiedMs: number;
  readonly text?: string;
  readonly countries?: (address: string) => string | undefined;
}

/** A larger file is not read. */
const MAX_BYTES = 256 * 1024 * 1024;

/** Reads a list of addresses, or a database in the MaxMind DB format (`.mmdb`); undefined if it is the version that is known. */
export async function readList(
  client: Pick<S3Client, 'send'>,
  { bucket: Bucket, key: Key, etag: IfNoneMatch }: ListAddress,
): Promise<ReadList | undefined> {
  try {
    const {
      Body,
      ContentLength = 0,
      ETag = '',
      LastModified,
    } = await client.send(new GetObjectCommand({ Bucket, Key, IfNoneMatch }));
    if (ContentLength > MAX_BYTES) {
      (Body as unknown as { destroy(): void }).destroy();
      throw new Error(`it has ${ContentLength} bytes, more than ${MAX_BYTES}`);
    }
    const bytes = Buffer.from((await Body?.transformToByteArray()) ?? []);
    const modifiedMs = LastModified?.getTime() ?? 0;
    if (!Key.endsWith('.mmdb')) return { etag: ETag, modifiedMs, text: bytes.toString() };
    const reader = new Reader<Response>(bytes);
    const builtMs = reader.metadata.buildEpoch.getTime();
    return { etag: ETag, modifiedMs: Math.min(modifiedMs, builtMs), countries: countriesOf(reader) };
  } catch (error) {
    if ((error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode === 304)
      return undefined;
    throw error;
  }
}

/** As MaxMind and DB-IP write it, and as IPinfo does. Damaged data of an address are as if there were none. */
function countriesOf(reader: Reader<Response>): (address: string) => string | undefined {
  return (address) => {
    try {
      const data = reader.get(address) as unknown as {
        country?: { iso_code?: unknown } | string;
        country_code?: unknown;
      } | null;
      const country =
        typeof data?.country === 'object' ? data.country.iso_code : (data?.country_code ?? data?.country);
      return typeof country === 'string' && /^[A-Za-z]{2}$/.test(country) ? country.toUpperCase() : undefined;
    } catch {
      return undefined;
    }
  };
}
