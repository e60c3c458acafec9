import {
  DetachGroupPolicyCommand,
  DetachRolePolicyCommand,
  DetachUserPolicyCommand,
  type IAMClient,
  NoSuchEntityException,
} from '@aws-sdk/client-iam';
import {
  DeleteBucketPolicyCommand,
  GetBucketPolicyCommand,
  PutBucketPolicyCommand,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { withoutPublicStatements } from '../../../lib/core/statement/statement';

/** A managed policy of a principal. */
export interface AttachedPolicy {
  readonly kind: 'user' | 'role' | 'group';
  readonly name: string;
  readonly policyArn: string;
}

/**
 * Detaches a managed policy. No effect if it is not attached, or if the principal does not exist.
 *
 * @returns whether it was attached
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_DetachUserPolicy.html
 */
export async function detachPolicy(client: IAMClient, policy: AttachedPolicy): Promise<boolean> {
  try {
    await detach(client, policy);
    return true;
  } catch (error) {
    if (!(error instanceof NoSuchEntityException)) throw error;
    return false;
  }
}

async function detach(
  client: IAMClient,
  { kind, name, policyArn: PolicyArn }: AttachedPolicy,
): Promise<void> {
  switch (kind) {
    case 'user':
      await client.send(new DetachUserPolicyCommand({ UserName: name, PolicyArn }));
      return;
    case 'role':
      await client.send(new DetachRolePolicyCommand({ RoleName: name, PolicyArn }));
      return;
    case 'group':
      await client.send(new DetachGroupPolicyCommand({ GroupName: name, PolicyArn }));
      return;
    default:
      kind satisfies never;
  }
}

/** A bucket, and the account that must own it. */
export interface OwnedBucket {
  readonly Bucket: string;
  readonly ExpectedBucketOwner: string;
}

/**
 * Removes the statements that allow public access from the policy of a bucket. S3 supports no condition on the previous policy:
 * a change within the same second is overwritten.
 *
 * @returns whether there was one
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketPolicy.html
 */
export async function narrowBucketPolicy(client: S3Client, bucket: OwnedBucket): Promise<boolean> {
  const text = await readPolicy(client, bucket);
  if (text === undefined) return false;
  const { removed, policy } = withoutPublicStatements(text);
  if (removed === 0) return false;
  if (policy === undefined) await client.send(new DeleteBucketPolicyCommand({ ...bucket }));
  else await client.send(new PutBucketPolicyCommand({ ...bucket, Policy: policy }));
  return true;
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
