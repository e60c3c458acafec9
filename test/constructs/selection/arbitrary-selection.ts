import { type App, Stack } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import fc from 'fast-check';
import {
  AggregationTemplate,
  AuditTrail,
  type BasicDataResource,
  DataEventType,
  EventField,
  EventSelection,
  type FieldMatch,
  Insights,
  InsightsCategory,
  LogArchive,
  ReadWriteType,
  TrailIdentity,
} from '../../../lib/index';
import { REGION } from '../synthesize';

const text = fc.constantFrom(
  'GetObject',
  'Put',
  'true',
  'false',
  'kms.amazonaws.com',
  'arn:aws:s3:::orders/',
  'arn:aws:sqs:eu-central-1:111122223333:queue',
  'VpceAccessDenied',
  'vpce-0123456789abcdef0',
  'a*',
  '\n',
  'x'.repeat(2048),
);
const values = fc.option(fc.array(text, { minLength: 1, maxLength: 3 }), { nil: undefined, freq: 2 });

/** The operators that are there, as a user writes them: what is not asked is absent. */
const match: fc.Arbitrary<FieldMatch> = fc
  .record({
    equalTo: values,
    startsWith: values,
    endsWith: values,
    notEquals: values,
    notStartsWith: values,
    notEndsWith: values,
  })
  .map((all) => Object.fromEntries(Object.entries(all).filter(([, list]) => list !== undefined)));

type Change = (selection: EventSelection) => EventSelection;

const change: fc.Arbitrary<Change> = fc.oneof(
  fc.constantFrom<Change>(
    (selection) => selection.readOnly(),
    (selection) => selection.writeOnly(),
    (selection) => selection.withoutKms(),
    (selection) => selection.withoutRdsDataApi(),
    (selection) => selection.deniedOnly(),
    (selection) => selection.forResourcesUnder('arn:aws:s3:::orders/'),
    (selection) => selection.named('a name'),
    (selection) => selection.named(''),
    (selection) => selection.includingArchive(),
    (selection) => selection.aggregatedBy(AggregationTemplate.API_ACTIVITY, AggregationTemplate.USER_ACTIONS),
    (selection) => selection.withInsights(Insights.callRate()),
    (selection) => selection.withInsights(Insights.errorRate(InsightsCategory.DATA)),
  ),
  fc.tuple(fc.constantFrom(...Object.values(EventField)), match).map(
    ([field, asked]): Change =>
      (selection) =>
        selection.where(field, asked),
  ),
);

const start: fc.Arbitrary<() => EventSelection> = fc.oneof(
  fc.constant(() => EventSelection.managementEvents()),
  fc
    .uniqueArray(fc.constantFrom(...DataEventType.all()), { minLength: 1, maxLength: 4 })
    .map((types) => () => EventSelection.dataEvents(...types)),
  fc.constant(() => EventSelection.dataEvents(DataEventType.S3_OBJECT)),
  fc
    .uniqueArray(
      fc.constantFrom('s3', 'kms', 'ec2', 'new').map((name) => `${name}.amazonaws.com`),
      {
        minLength: 1,
      },
    )
    .map((sources) => () => EventSelection.networkActivity(...sources)),
  fc
    .record(
      {
        readWriteType: fc.constantFrom(...Object.values(ReadWriteType)),
        includeManagementEvents: fc.boolean(),
        excludeManagementEventSources: fc.array(
          fc.constantFrom('kms.amazonaws.com', 'rdsdata.amazonaws.com'),
          {
            maxLength: 2,
          },
        ),
        dataResources: fc.constantFrom<BasicDataResource[]>(
          [{ resourceType: DataEventType.S3_OBJECT, values: ['arn:aws:s3:::orders/'] }],
          [{ resourceType: DataEventType.LAMBDA_FUNCTION, values: ['arn:aws:lambda'] }],
        ),
      },
      { requiredKeys: [] },
    )
    .map((selector) => () => EventSelection.basic(selector)),
);

/** Makes a selection, or throws where two of its parts do not go together. */
export type MakeSelection = () => EventSelection;

/** Any selection that can be written down, most of them such as CloudTrail takes. */
export const arbitrarySelection: fc.Arbitrary<MakeSelection> = fc
  .array(fc.tuple(start, fc.array(change, { maxLength: 3 })), { minLength: 1, maxLength: 3 })
  .map((parts) => () => {
    const narrowed = parts.map(([make, changes]) =>
      changes.reduce((selection, each) => each(selection), make()),
    );
    return narrowed.reduce((all, each) => all.plus(each));
  });

/** Adds a stack with nothing but a trail of that selection, in an account of its own; throws when it is refused. */
export function addSelectionStack(app: App, index: number, make: MakeSelection): void {
  const eventSelection = make();
  const ownerAccount = String(100_000_000_000 + index);
  const identity = TrailIdentity.account({ trailName: 'primary', homeRegion: REGION, ownerAccount });
  const id = `Selection${index}`;
  const stack = new Stack(app, id, { env: { account: ownerAccount, region: REGION } });
  try {
    const archive = LogArchive.fromBucket(stack, 'Archive', {
      bucket: Bucket.fromBucketName(stack, 'Bucket', 'company-logs'),
      trails: [identity],
      policyManagedElsewhere: true,
    });
    new AuditTrail(stack, 'Trail', { identity, archive, eventSelection });
  } catch (refused) {
    app.node.tryRemoveChild(id);
    throw refused;
  }
}
