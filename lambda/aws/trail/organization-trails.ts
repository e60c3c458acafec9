import {
  AddTagsCommand,
  type AdvancedEventSelector,
  type AggregationConfiguration,
  type CloudTrailClient,
  CreateTrailCommand,
  DeleteTrailCommand,
  type EventSelector,
  GetEventConfigurationCommand,
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
  UpdateTrailCommand,
} from '@aws-sdk/client-cloudtrail';
import type { OrganizationTrailRequest } from '../../../lib/core/settings/organization-trail';
import { unlessMissing } from '../table/unless-missing';

/** A trail that is there. */
export interface KnownTrail {
  readonly isOrganizationTrail: boolean;
  readonly snsTopicArn: string;
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

/** What a trail logs for which no selectors are given. */
const MANAGEMENT_EVENTS: AdvancedEventSelector[] = [
  {
    Name: 'Management events selector',
    FieldSelectors: [{ Field: 'eventCategory', Equals: ['Management'] }],
  },
];

export function organizationTrailsOf(client: Pick<CloudTrailClient, 'send'>): OrganizationTrails {
  return {
    find: (trailArn) => findTrail(client, trailArn),
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
    // an empty text takes a setting away, and one that is left out stays
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
    hasAggregations: async (TrailName) => {
      const { AggregationConfigurations = [] } = await client.send(
        new GetEventConfigurationCommand({ TrailName }),
      );
      return AggregationConfigurations.length > 0;
    },
    putAggregations: async ({ trailArn: TrailName, aggregationConfigurations }) => {
      const AggregationConfigurations = aggregationConfigurations as unknown as AggregationConfiguration[];
      await client.send(new PutEventConfigurationCommand({ TrailName, AggregationConfigurations }));
    },
    isLogging: async (Name) => {
      const { IsLogging } = await client.send(new GetTrailStatusCommand({ Name }));
      return IsLogging === true;
    },
    setLogging: async ({ trailArn: Name, isLogging }) => {
      await client.send(isLogging ? new StartLoggingCommand({ Name }) : new StopLoggingCommand({ Name }));
    },
    tagsOf: async (trailArn) => {
      const { ResourceTagList = [] } = await client.send(new ListTagsCommand({ ResourceIdList: [trailArn] }));
      const tags = ResourceTagList.flatMap(({ TagsList = [] }) => TagsList);
      return Object.fromEntries(tags.map(({ Key = '', Value = '' }) => [Key, Value]));
    },
    addTags: async (ResourceId, tags) => {
      await client.send(new AddTagsCommand({ ResourceId, TagsList: toTagsList(tags) }));
    },
    removeTags: async (ResourceId, keys) => {
      await client.send(new RemoveTagsCommand({ ResourceId, TagsList: keys.map((Key) => ({ Key })) }));
    },
  };
}

async function findTrail(
  client: Pick<CloudTrailClient, 'send'>,
  Name: string,
): Promise<KnownTrail | undefined> {
  return unlessMissing('TrailNotFoundException', async () => {
    const { Trail = {} } = await client.send(new GetTrailCommand({ Name }));
    return {
      isOrganizationTrail: Trail.IsOrganizationTrail === true,
      snsTopicArn: Trail.SnsTopicARN ?? '',
      hasInsights: Trail.HasInsightSelectors === true,
      hasSelectors: Trail.HasCustomEventSelectors === true,
    };
  });
}

function toTagsList(tags: Tags): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}
