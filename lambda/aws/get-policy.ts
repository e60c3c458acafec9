import { GetKeyPolicyCommand, type KMSClient } from '@aws-sdk/client-kms';
import { GetTopicAttributesCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { FoundResource } from '../../lib/core/delivery/drift/resource-drift';

/** The policy of a key, which has one by the name `default`. */
export async function getKeyPolicy(client: Pick<KMSClient, 'send'>, KeyId: string): Promise<FoundResource> {
  const { Policy } = await client.send(new GetKeyPolicyCommand({ KeyId }));
  return { properties: {}, policy: Policy };
}

/** The policy of a topic. */
export async function getTopicPolicy(
  client: Pick<SNSClient, 'send'>,
  TopicArn: string,
): Promise<FoundResource> {
  const { Attributes } = await client.send(new GetTopicAttributesCommand({ TopicArn }));
  return { properties: {}, policy: Attributes?.Policy };
}
