import {
  DeleteBucketPolicyCommand,
  GetBucketPolicyCommand,
  PutBucketPolicyCommand,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { withoutPublicStatements } from '../../../lib/core/policy/live-policy';

/** A bucket, and the account that must own it. */
export interface OwnedBucket {
  readonly Bucket: string;
  readonly ExpectedBucketOwner: string;
}

/**
 * Removes the statements that let everybody in from the policy of a bucket. S3 has no condition on what a policy was before: a change
 * within the same second is overwritten.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketPolicy.html
 */
export async function narrowBucketPolicy(client: S3Client, bucket: OwnedBucket): Promise<void> {
  const text = await readPolicy(client, bucket);
  if (text === undefined) return;
  const { removed, policy } = withoutPublicStatements(text);
  if (removed === 0) return;
  if (policy === undefined) await client.send(new DeleteBucketPolicyCommand({ ...bucket }));
  else await client.send(new PutBucketPolicyCommand({ ...bucket, Policy: policy }));
}

async function readPolicy(client: S3Client, bucket: OwnedBucket): Promise<string | undefined> {
  try {
    const { Policy = '' } = await client.send(new GetBucketPolicyCommand({ ...bucket }));
    return Policy;
  } catch (error) {
    if (error instanceof S3ServiceException && error.name === 'NoSuchBucketPolicy') return undefined;
    throw error;
  }
}
