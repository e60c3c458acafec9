import {
  AddTagsCommand,
  type AdvancedEventSelector,
  type AggregationConfiguration,
  type CloudTrailClient,
  CreateTrailCommand,
  DeleteTrailCommand,
  type EventSelector,
  GetEventConfigurationCommand,
  GetEventSelectorsCommand,
  GetInsightSelectorsCommand,
  GetTrailCommand,
  GetTrailStatusCommand,
  type InsightSelector,
  ListTagsCommand,
  PutEventConfigurationCommand,
  PutEventSelectorsCommand,
  PutInsightSelectorsCommand,
  RemoveTagsCommand,
  StartLoggingCommand,
  StopLoggingCommand,
  type Trail,
  UpdateTrailCommand,
} from '@aws-sdk/client-cloudtrail';
import type { OrganizationTrailRequest, TrailSettings } from '../../../lib/core/settings/organization-trail';
import { unlessMissing } from '../answers';

/** A trail that is there. */
export interface KnownTrail {
  readonly isOrganizationTrail: boolean;
  readonly settings: TrailSettings;
  readonly hasInsights: boolean;
  /** Whether it logs anything but all management events. */
  readonly hasSelectors: boolean;
}

type Tags = Readonly<Record<string, string>>;

/**
 * Trails of an organization, by ARN: a trail name from a delegated administrator means a trail of its own account, and
 * CloudTrail does not find that.
 */
export interface OrganizationTrails {
  /** Undefined if there is none. */
  find(trailArn: string): Promise<KnownTrail | undefined>;
  /** All that a trail is: a request that makes it so. */
  stateOf(trailArn: string, known: KnownTrail): Promise<OrganizationTrailRequest>;
  create(request: OrganizationTrailRequest, tags: Tags): Promise<void>;
  update(request: OrganizationTrailRequest): Promise<void>;
  delete(trailArn: string): Promise<void>;
  putSelectors(request: OrganizationTrailRequest): Promise<void>;
  putInsights(request: OrganizationTrailRequest): Promise<void>;
  hasAggregations(trailArn: string): Promise<boolean>;
  putAggregations(request: OrganizationTrailRequest): Promise<void>;
  isLogging(trailArn: string): Promise<boolean>;
  setLogging(request: OrganizationTrailRequest): Promise<void>;
  tagsOf(trailArn: string): Promise<Tags>;
  addTags(trailArn: string, tags: Tags): Promise<void>;
  removeTags(trailArn: string, keys: readonly string[]): Promise<void>;
}

/** The events that a trail without selectors logs. */
const MANAGEMENT_EVENTS: AdvancedEventSelector[] = [
  {
    Name: 'Management events selector',
    FieldSelectors: [{ Field: 'eventCategory', Equals: ['Management'] }],
  },
];

export function organizationTrailsOf(client: Client): OrganizationTrails {
  return {
    find: (trailArn) => findTrail(client, trailArn),
    stateOf: (trailArn, known) => readState(client, trailArn, known),
    create: async ({ trailName: Name, settings }, tags) => {
      const given = Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== ''));
      const { S3BucketName } = settings;
      await client.send(
        new CreateTrailCommand({
          ...given,
          ...{ Name, S3BucketName, IsOrganizationTrail: true, TagsList: toTagsList(tags) },
        }),
      );
    },
    // an empty string removes a setting, and an omitted one keeps it
    update: async ({ trailArn: Name, settings }) => {
      await client.send(new UpdateTrailCommand({ Name, ...settings, IsOrganizationTrail: true }));
    },
    delete: async (Name) => {
      await client.send(new DeleteTrailCommand({ Name }));
    },
    putSelectors: async ({ trailArn: TrailName, eventSelectors, advancedEventSelectors }) => {
      const asked = advancedEventSelectors as unknown as AdvancedEventSelector[];
      const EventSelectors = eventSelectors as EventSelector[];
      const AdvancedEventSelectors = asked.length === 0 ? MANAGEMENT_EVENTS : asked;
      const selectors = EventSelectors.length === 0 ? { AdvancedEventSelectors } : { EventSelectors };
      await client.send(new PutEventSelectorsCommand({ TrailName, ...selectors }));
    },
    putInsights: async ({ trailArn: TrailName, insightSelectors }) => {
      const InsightSelectors = insightSelectors as InsightSelector[];
      await client.send(new PutInsightSelectorsCommand({ TrailName, InsightSelectors }));
    },
    hasAggregations: async (TrailName) => (await readAggregations(client, TrailName)).length > 0,
    putAggregations: async ({ trailArn: TrailName, aggregationConfigurations }) => {
      const AggregationConfigurations = aggregationConfigurations as unknown as AggregationConfiguration[];
      await client.send(new PutEventConfigurationCommand({ TrailName, AggregationConfigurations }));
    },
    isLogging: (trailArn) => readIsLogging(client, trailArn),
    setLogging: async ({ trailArn: Name, isLogging }) => {
      await client.send(isLogging ? new StartLoggingCommand({ Name }) : new StopLoggingCommand({ Name }));
    },
    tagsOf: (trailArn) => readTags(client, trailArn),
    addTags: async (ResourceId, tags) => {
      await client.send(new AddTagsCommand({ ResourceId, TagsList: toTagsList(tags) }));
    },
    removeTags: async (ResourceId, keys) => {
      await client.send(new RemoveTagsCommand({ ResourceId, TagsList: keys.map((Key) => ({ Key })) }));
    },
  };
}

type Client = Pick<CloudTrailClient, 'send'>;

async function findTrail(client: Client, Name: string): Promise<KnownTrail | undefined> {
  return unlessMissing('TrailNotFoundException', async () => {
    const { Trail = {} } = await client.send(new GetTrailCommand({ Name }));
    return {
      isOrganizationTrail: Trail.IsOrganizationTrail === true,
      settings: toSettings(Trail),
      hasInsights: Trail.HasInsightSelectors === true,
      hasSelectors: Trail.HasCustomEventSelectors === true,
    };
  });
}

function toSettings(trail: Trail): TrailSettings {
  return {
    S3BucketName: trail.S3BucketName ?? '',
    S3KeyPrefix: trail.S3KeyPrefix ?? '',
    SnsTopicName: trail.SnsTopicARN ?? '',
    KmsKeyId: trail.KmsKeyId ?? '',
    CloudWatchLogsLogGroupArn: trail.CloudWatchLogsLogGroupArn ?? '',
    CloudWatchLogsRoleArn: trail.CloudWatchLogsRoleArn ?? '',
    IsMultiRegionTrail: trail.IsMultiRegionTrail === true,
    IncludeGlobalServiceEvents: trail.IncludeGlobalServiceEvents === true,
    EnableLogFileValidation: trail.LogFileValidationEnabled === true,
  };
}

async function readState(
  client: Client,
  trailArn: string,
  { settings, hasInsights }: KnownTrail,
): Promise<OrganizationTrailRequest> {
  const TrailName = trailArn;
  const { EventSelectors = [], AdvancedEventSelectors = [] } = await client.send(
    new GetEventSelectorsCommand({ TrailName }),
  );
  const { InsightSelectors = [] } = hasInsights
    ? await client.send(new GetInsightSelectorsCommand({ TrailName }))
    : {};
  return {
    ...{ trailArn, trailName: trailArn.slice(trailArn.lastIndexOf('/') + 1), settings },
    isLogging: await readIsLogging(client, trailArn),
    eventSelectors: EventSelectors.map((one) => ({ ...one })),
    advancedEventSelectors: AdvancedEventSelectors.map((one) => ({ ...one })),
    insightSelectors: InsightSelectors.map((one) => ({ ...one })),
    aggregationConfigurations: (await readAggregations(client, trailArn)).map((one) => ({ ...one })),
    tags: await readTags(client, trailArn),
  };
}

async function readAggregations(
  client: Client,
  TrailName: string,
): Promise<readonly AggregationConfiguration[]> {
  const { AggregationConfigurations = [] } = await client.send(
    new GetEventConfigurationCommand({ TrailName }),
  );
  return AggregationConfigurations;
}

async function readIsLogging(client: Client, Name: string): Promise<boolean> {
  const { IsLogging } = await client.send(new GetTrailStatusCommand({ Name }));
  return IsLogging === true;
}

async function readTags(client: Client, trailArn: string): Promise<Tags> {
  const { ResourceTagList = [] } = await client.send(new ListTagsCommand({ ResourceIdList: [trailArn] }));
  const tags = ResourceTagList.flatMap(({ TagsList = [] }) => TagsList);
  return Object.fromEntries(tags.map(({ Key = '', Value = '' }) => [Key, Value]));
}

function toTagsList(tags: Tags): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}
