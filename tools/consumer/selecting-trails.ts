import { type App, Stack } from 'aws-cdk-lib';
import {
  AggregationTemplate,
  AuditTrail,
  DataEventType,
  EventField,
  EventSelection,
  Insights,
  InsightsCategory,
  LogArchive,
  ReadWriteType,
  TrailIdentity,
} from '../../lib/index';

const ACCOUNT = '111122223333';
const REGION = 'eu-central-1';

const SELECTIONS: Readonly<Record<string, EventSelection>> = {
  Management: EventSelection.managementEvents()
    .withoutKms()
    .withInsights(Insights.callRate(), Insights.errorRate()),
  Data: EventSelection.dataEvents(DataEventType.S3_OBJECT)
    .writeOnly()
    .forResourcesUnder('arn:aws:s3:::orders/')
    .plus(
      EventSelection.dataEvents(DataEventType.SQS_QUEUE, DataEventType.fromResourceType('AWS::SNS::Topic'))
        .where(EventField.EVENT_NAME, { startsWith: ['Send', 'Publish'], notEndsWith: ['Batch'] })
        .named('what is sent'),
    )
    .aggregatedBy(AggregationTemplate.API_ACTIVITY)
    .withInsights(Insights.callRate(InsightsCategory.DATA)),
  Network: EventSelection.networkActivity('s3.amazonaws.com', 'kms.amazonaws.com').deniedOnly(),
  Basic: EventSelection.basic({
    readWriteType: ReadWriteType.WRITE_ONLY,
    includeManagementEvents: false,
    dataResources: [{ resourceType: DataEventType.LAMBDA_FUNCTION, values: ['arn:aws:lambda'] }],
  }),
};

/** A trail of each kind of selection, on one archive, as a user of TypeScript writes it; one of Python has the same. */
export function addSelectingTrails(app: App): void {
  const stack = new Stack(app, 'Selections', { env: { account: ACCOUNT, region: REGION } });
  const trails = Object.keys(SELECTIONS).map((name) =>
    TrailIdentity.account({ trailName: name, homeRegion: REGION, ownerAccount: ACCOUNT }),
  );
  const archive = new LogArchive(stack, 'Archive', { trails });
  for (const identity of trails) {
    const eventSelection = SELECTIONS[identity.trailName];
    new AuditTrail(stack, identity.trailName, { identity, archive, eventSelection });
  }
}
