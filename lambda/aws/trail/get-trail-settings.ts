import {
  type CloudTrailClient,
  GetEventSelectorsCommand,
  GetInsightSelectorsCommand,
  GetTrailCommand,
} from '@aws-sdk/client-cloudtrail';
import type { FoundResource } from '../../../lib/core/delivery/drift/resource-drift';
import { unlessMissing } from '../table/unless-missing';
import { toJsonObject } from '../to-json-object';

/** What a trail is, and what it logs, asked in its home Region. */
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
