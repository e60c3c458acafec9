import {
  type CloudTrailClient,
  GetEventSelectorsCommand,
  GetInsightSelectorsCommand,
  GetTrailCommand,
} from '@aws-sdk/client-cloudtrail';
import { GetKeyPolicyCommand, type KMSClient } from '@aws-sdk/client-kms';
import { GetTopicAttributesCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { FoundResource } from '../../lib/core/delivery/drift/resource-drift';
import { toJsonObject, unlessMissing } from './answers';

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

/** The settings of a trail, and what it logs, read in its home Region. */
export async function getTrailSettings(
  client: Pick<CloudTrailClient, 'send'>,
  TrailName: string,
): Promise<FoundResource> {
  const [{ Trail = {} }, selectors, insights] = await Promise.all([
    client.send(new GetTrailCommand({ Name: TrailName })),
    client.send(new GetEventSelectorsCommand({ TrailName })),
    unlessMissing('InsightNotEnabledException', () =>
      client.send(new GetInsightSelectorsCommand({ TrailName })),
    ),
  ]);
  return {
    properties: toJsonObject({
      ...Trail,
      KMSKeyId: Trail.KmsKeyId,
      EnableLogFileValidation: Trail.LogFileValidationEnabled,
      SnsTopicName: Trail.SnsTopicARN,
      EventSelectors: selectors.EventSelectors,
      AdvancedEventSelectors: selectors.AdvancedEventSelectors,
      InsightSelectors: insights?.InsightSelectors,
    }),
  };
}
