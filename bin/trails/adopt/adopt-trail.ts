import {
  CloudTrailClient,
  GetEventDataStoreCommand,
  GetEventSelectorsCommand,
  GetInsightSelectorsCommand,
  ListTagsCommand,
} from '@aws-sdk/client-cloudtrail';
import { CloudWatchLogsClient, ListTagsForResourceCommand } from '@aws-sdk/client-cloudwatch-logs';
import { unlessMissing } from '../../../lambda/aws/answers';
import { withClient } from '../../aws/s3-client';
import { learn } from '../../places/ask-place';
import type { LiveLogGroup, LiveStore, LiveTrail } from '../posture/live-estate';
import {
  type AdoptedResource,
  type Adopter,
  NotAdopted,
  need,
  toProperties,
  toTags,
} from './adopted-resource';

/** A trail with what it logs. */
export async function adoptTrail(
  { arn, name, account, region, described, status, tags }: LiveTrail,
  { session, wait }: Adopter,
): Promise<readonly AdoptedResource[]> {
  return withClient(CloudTrailClient, { region, credentials: session.credentials }, async (client) => {
    const ask = <T>(needs: string, send: () => Promise<T>) =>
      learn(`trail ${name}`, { send, needs: `cloudtrail:${needs}`, wait });
    const [selectors, insights] = await Promise.all([
      ask('GetEventSelectors', () => client.send(new GetEventSelectorsCommand({ TrailName: arn }))),
      ask('GetInsightSelectors', () =>
        unlessMissing('InsightNotEnabledException', () =>
          client.send(new GetInsightSelectorsCommand({ TrailName: arn })),
        ),
      ),
    ]);
    const { EventSelectors, AdvancedEventSelectors } = need(selectors);
    const properties = toProperties({
      TrailName: name,
      S3BucketName: described.S3BucketName,
      S3KeyPrefix: described.S3KeyPrefix,
      SnsTopicName: described.SnsTopicARN,
      IncludeGlobalServiceEvents: described.IncludeGlobalServiceEvents,
      IsMultiRegionTrail: described.IsMultiRegionTrail,
      IsOrganizationTrail: described.IsOrganizationTrail,
      EnableLogFileValidation: described.LogFileValidationEnabled,
      CloudWatchLogsLogGroupArn: described.CloudWatchLogsLogGroupArn,
      CloudWatchLogsRoleArn: described.CloudWatchLogsRoleArn,
      KMSKeyId: described.KmsKeyId,
      IsLogging: need(status).isLogging,
      EventSelectors: EventSelectors?.map(({ DataResources, ExcludeManagementEventSources, ...rest }) => ({
        ...{ ...rest, DataResources, ExcludeManagementEventSources },
      })),
      AdvancedEventSelectors,
      InsightSelectors: need(insights)?.InsightSelectors,
      Tags: toTags(need(tags)),
    });
    return [
      {
        type: 'AWS::CloudTrail::Trail',
        name: `Trail-${name}`,
        account,
        region,
        identifier: name,
        properties,
      },
    ];
  });
}

/** An event data store with what it takes. */
export async function adoptStore(
  { arn, account, region }: LiveStore,
  { session, wait }: Adopter,
): Promise<readonly AdoptedResource[]> {
  return withClient(CloudTrailClient, { region, credentials: session.credentials }, async (client) => {
    const ask = <T>(needs: string, send: () => Promise<T>) =>
      learn(`event data store ${arn}`, { send, needs: `cloudtrail:${needs}`, wait });
    const [found, insights, listed] = await Promise.all([
      ask('GetEventDataStore', () => client.send(new GetEventDataStoreCommand({ EventDataStore: arn }))),
      ask('GetInsightSelectors', () =>
        unlessMissing('InsightNotEnabledException', () =>
          client.send(new GetInsightSelectorsCommand({ EventDataStore: arn })),
        ),
      ),
      ask('ListTags', () => client.send(new ListTagsCommand({ ResourceIdList: [arn] }))),
    ]);
    const store = need(found);
    const properties = toProperties({
      Name: store.Name,
      AdvancedEventSelectors: store.AdvancedEventSelectors,
      MultiRegionEnabled: store.MultiRegionEnabled,
      OrganizationEnabled: store.OrganizationEnabled,
      RetentionPeriod: store.RetentionPeriod,
      TerminationProtectionEnabled: store.TerminationProtectionEnabled,
      KmsKeyId: store.KmsKeyId,
      BillingMode: store.BillingMode,
      // It says whether the store takes events only where it does not: the default is that it does.
      IngestionEnabled: store.Status === 'STOPPED_INGESTION' ? false : undefined,
      FederationEnabled: store.FederationStatus === 'ENABLED' ? true : undefined,
      FederationRoleArn: store.FederationStatus === 'ENABLED' ? store.FederationRoleArn : undefined,
      // Of a store they are of management events, and have no categories.
      InsightSelectors: need(insights)?.InsightSelectors?.map(({ InsightType }) => ({ InsightType })),
      InsightsDestination: need(insights)?.InsightsDestination,
      Tags: toTags(need(listed).ResourceTagList?.[0]?.TagsList ?? []),
    });
    const name = `EventDataStore-${store.Name ?? ''}`;
    return [{ type: 'AWS::CloudTrail::EventDataStore', name, account, region, identifier: arn, properties }];
  });
}

/** A log group that is there. */
export async function adoptLogGroup(
  { arn, name, account, region, group }: LiveLogGroup,
  { session, wait }: Adopter,
): Promise<readonly AdoptedResource[]> {
  const found = need(group);
  if (found === undefined) throw new NotAdopted('there is no such log group');
  return withClient(CloudWatchLogsClient, { region, credentials: session.credentials }, async (client) => {
    const tags = await learn(`log group ${name}`, {
      send: () => client.send(new ListTagsForResourceCommand({ resourceArn: arn })),
      needs: 'logs:ListTagsForResource',
      wait,
    });
    const pairs = Object.entries(need(tags).tags ?? {}).map(([Key, Value]) => ({ Key, Value }));
    const properties = toProperties({
      LogGroupName: name,
      RetentionInDays: found.retentionInDays,
      KmsKeyId: found.kmsKeyId,
      LogGroupClass: found.logGroupClass,
      Tags: toTags(pairs),
    });
    return [
      {
        type: 'AWS::Logs::LogGroup',
        name: `LogGroup-${name}`,
        account,
        region,
        identifier: name,
        properties,
      },
    ];
  });
}
