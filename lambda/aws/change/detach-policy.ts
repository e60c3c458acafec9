import {
  DetachGroupPolicyCommand,
  DetachRolePolicyCommand,
  DetachUserPolicyCommand,
  type IAMClient,
  NoSuchEntityException,
} from '@aws-sdk/client-iam';

/** A managed policy of a principal. */
export interface AttachedPolicy {
  readonly kind: 'user' | 'role' | 'group';
  readonly name: string;
  readonly policyArn: string;
}

/**
 * Detaches a managed policy. One that is not attached, or whose principal is gone, is left at that.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_DetachUserPolicy.html
 */
export async function detachPolicy(client: IAMClient, policy: AttachedPolicy): Promise<void> {
  try {
    await detach(client, policy);
  } catch (error) {
    if (!(error instanceof NoSuchEntityException)) throw error;
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
