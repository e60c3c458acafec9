import {
  GetPublicAccessBlockCommand,
  type PublicAccessBlockConfiguration,
  PutPublicAccessBlockCommand,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import type { OwnedBucket } from './narrow-policies';

/** IAM cannot limit what is set, and no event has a say in it. */
const ALL_BLOCKED = {
  BlockPublicAcls: true,
  BlockPublicPolicy: true,
  IgnorePublicAcls: true,
  RestrictPublicBuckets: true,
} as const satisfies PublicAccessBlockConfiguration;

const SETTINGS = Object.keys(ALL_BLOCKED) as readonly (keyof typeof ALL_BLOCKED)[];

/**
 * Blocks public access to a bucket.
 *
 * @returns the command that restores the settings that the bucket had; null if all were on: they may be those of an attempt before
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutPublicAccessBlock.html
 */
export async function blockPublicAccess(
  client: S3Client,
  bucket: OwnedBucket,
  region: string,
): Promise<readonly string[] | null> {
  const former = await readSettings(client, bucket);
  const PublicAccessBlockConfiguration = ALL_BLOCKED;
  await client.send(new PutPublicAccessBlockCommand({ ...bucket, PublicAccessBlockConfiguration }));
  const place = `--bucket ${bucket.Bucket} --region ${region}`;
  if (former === undefined) return [`aws s3api delete-public-access-block ${place}`];
  if (SETTINGS.every((name) => former[name] === true)) return null;
  const settings = SETTINGS.map((name) => `${name}=${former[name] === true}`).join(',');
  return [`aws s3api put-public-access-block ${place} --public-access-block-configuration ${settings}`];
}

async function readSettings(
  client: S3Client,
  bucket: OwnedBucket,
): Promise<PublicAccessBlockConfiguration | undefined> {
  try {
    const { PublicAccessBlockConfiguration = {} } = await client.send(
      new GetPublicAccessBlockCommand({ ...bucket }),
    );
    return PublicAccessBlockConfiguration;
  } catch (error) {
    if (error instanceof S3ServiceException && error.name === 'NoSuchPublicAccessBlockConfiguration')
      return undefined;
    throw error;
  }
}
