import type { S3Client } from '@aws-sdk/client-s3';
import { listObjects } from '../../lambda/aws/list-objects';
import { readObject } from '../../lambda/aws/read-object';
import { makeS3Client } from '../aws/s3-client';
import type { CommandIo } from '../cli/command-io';
import { renderReason } from '../cli/user-error';
import type { Input } from './input-file';

const NO_REGION = 'no Region is set; set AWS_REGION, or region in the profile';

/**
 * The objects under `s3://bucket/prefix`, in the order of their keys. Credentials and Region come from where every
 * AWS tool takes them; a bucket of another Region is found there. A listing that fails ends with why.
 */
export async function* listBucketInputs(
  url: string,
  environment: CommandIo['environment'],
): AsyncGenerator<Input, void> {
  const [, bucket, prefix = ''] = /^s3:\/\/([^/]+)(?:\/(.*))?$/s.exec(url) ?? [];
  if (bucket === undefined) {
    yield { name: url, reason: 'the name of a bucket is missing; it is s3://bucket/prefix' };
    return;
  }
  const client = makeS3Client(environment);
  let isEmpty = true;
  try {
    for await (const { key } of listObjects(client, bucket, prefix)) {
      isEmpty = false;
      if (!isFolderMarker(key)) yield toInput(client, { bucket, key }, key === prefix);
    }
  } catch (error) {
    yield { name: url, reason: renderReason(error).replace(/^Region is missing$/, NO_REGION) };
    return;
  }
  if (isEmpty) yield { name: url, reason: 'no object has a key that starts so' };
}

/** The console marks a "folder" by an empty object whose key ends in a slash. */
function isFolderMarker(key: string): boolean {
  return key.endsWith('/');
}

function toInput(client: S3Client, address: { bucket: string; key: string }, named: boolean): Input {
  return {
    name: `s3://${address.bucket}/${address.key}`,
    source: address,
    named,
    open: () => readObject(client, address),
  };
}
