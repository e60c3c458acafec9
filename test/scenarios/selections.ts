import { type App, Stack } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import {
  AggregationTemplate,
  AuditTrail,
  type AuditTrailProps,
  DataEventType,
  EventField,
  EventSelection,
  Insights,
  InsightsCategory,
  LogArchive,
  TrailIdentity,
} from '../../lib/index';
import { ACCOUNT, REGION } from '../constructs/synthesize';
import { arnHere } from './place';
import type { Scenario } from './scenario';

/** Data events of objects and queues, narrowed by every field, with Insights and aggregation. */
export const dataEvents: Scenario = {
  name: 'data-events',
  build: (app) => {
    const stack = newStack(app, 'DataEvents');
    const objects = EventSelection.dataEvents(DataEventType.S3_OBJECT)
      .forObjectsIn(Bucket.fromBucketName(stack, 'Orders', 'company-orders'))
      .where(EventField.EVENT_SOURCE, { notEquals: ['s3lifecycle.amazonaws.com'] })
      .where(EventField.EVENT_TYPE, { notEquals: ['AwsServiceEvent'] })
      .writeOnly();
    const messages = EventSelection.dataEvents(DataEventType.SQS_QUEUE, DataEventType.SNS_TOPIC)
      .where(EventField.EVENT_NAME, { startsWith: ['Send', 'Publish'], notEndsWith: ['Batch'] })
      .where(EventField.USER_IDENTITY_ARN, {
        notStartsWith: [arnHere('arn:aws:sts::111122223333:assumed-role/robot')],
      })
      .where(EventField.SESSION_CREDENTIAL_FROM_CONSOLE, { notEquals: ['true'] });
    addTrails(stack, {
      eventSelection: EventSelection.managementEvents()
        .withoutKms()
        .plus(objects)
        .plus(messages)
        .aggregatedBy(AggregationTemplate.API_ACTIVITY, AggregationTemplate.USER_ACTIONS)
        .withInsights(
          Insights.callRate(InsightsCategory.MANAGEMENT, InsightsCategory.DATA),
          Insights.errorRate(),
        ),
    });
  },
};

/** What goes through VPC endpoints: all of it for one service, what was denied for another. */
export const networkActivity: Scenario = {
  name: 'network-activity',
  build: (app) => {
    const everything = EventSelection.networkActivity('s3.amazonaws.com').where(EventField.VPC_ENDPOINT_ID, {
      notEquals: ['vpce-0123456789abcdef0'],
    });
    const denied = EventSelection.networkActivity('kms.amazonaws.com').deniedOnly();
    addTrails(newStack(app, 'NetworkActivity'), { eventSelection: everything.plus(denied) });
  },
};

/** Every resource type that has data events. One trail cannot take them all beside the archive's exclusion. */
export const everyResourceType: Scenario = {
  name: 'every-resource-type',
  build: (app) => {
    const types = DataEventType.all();
    addTrails(
      newStack(app, 'EveryResourceType'),
      { eventSelection: EventSelection.dataEvents(...types.slice(0, 125)) },
      { eventSelection: EventSelection.dataEvents(...types.slice(125)) },
    );
  },
};

/** Basic selectors, in the form that older tools read. */
export const basicSelectors: Scenario = {
  name: 'basic-selectors',
  build: (app) => {
    const eventSelection = EventSelection.basic(
      { excludeManagementEventSources: ['kms.amazonaws.com'] },
      {
        includeManagementEvents: false,
        dataResources: [
          { resourceType: DataEventType.S3_OBJECT, values: [arnHere('arn:aws:s3:::orders/')] },
          { resourceType: DataEventType.LAMBDA_FUNCTION, values: [arnHere('arn:aws:lambda')] },
        ],
      },
    );
    addTrails(newStack(app, 'BasicSelectors'), { eventSelection });
  },
};

/** One trail for what is changed everywhere, and one for what is read in a single Region, which is stopped. */
export const twoTrails: Scenario = {
  name: 'two-trails',
  build: (app) => {
    addTrails(
      newStack(app, 'TwoTrails'),
      { eventSelection: EventSelection.managementEvents().writeOnly() },
      { eventSelection: EventSelection.managementEvents().readOnly(), multiRegion: false, logging: false },
    );
  },
};

type Choices = Omit<AuditTrailProps, 'identity' | 'archive'>;

function newStack(app: App, id: string): Stack {
  return new Stack(app, id, { env: { account: ACCOUNT, region: REGION } });
}

/** A trail a choice, on one archive. */
function addTrails(stack: Stack, ...choices: readonly Choices[]): void {
  const trails = choices.map((_, index) =>
    TrailIdentity.account({ trailName: `trail-${index + 1}`, homeRegion: REGION, ownerAccount: ACCOUNT }),
  );
  const archive = new LogArchive(stack, 'Archive', { trails });
  for (const [index, identity] of trails.entries()) {
    new AuditTrail(stack, `Trail${index + 1}`, { identity, archive, ...choices[index] });
  }
}
