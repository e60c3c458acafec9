import { Fn } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
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
} from '../../../lib/index';
import { newStack, resourceOf, TRAIL } from '../synthesize';
import { trailOf } from './selection-samples';

const S3 = DataEventType.S3_OBJECT;

/** The field selectors of each advanced selector. */
function fieldsOf(eventSelection: EventSelection): unknown[] {
  const selectors: { FieldSelectors: unknown }[] = trailOf(eventSelection).AdvancedEventSelectors;
  return selectors.map(({ FieldSelectors }) => FieldSelectors);
}

const MANAGEMENT = { Field: 'eventCategory', Equals: ['Management'] };

const DATA = { Field: 'eventCategory', Equals: ['Data'] };

const NETWORK = { Field: 'eventCategory', Equals: ['NetworkActivity'] };

const type = (name: string) => ({ Field: 'resources.type', Equals: [name] });

describe('an event selection', () => {
  test.each([
    ['all of them', EventSelection.managementEvents(), [MANAGEMENT]],
    [
      'only those that read',
      EventSelection.managementEvents().readOnly(),
      [MANAGEMENT, { Field: 'readOnly', Equals: ['true'] }],
    ],
    [
      'only those that write, without KMS and the RDS Data API',
      EventSelection.managementEvents().writeOnly().withoutKms().withoutRdsDataApi(),
      [
        MANAGEMENT,
        { Field: 'readOnly', Equals: ['false'] },
        { Field: 'eventSource', NotEquals: ['kms.amazonaws.com', 'rdsdata.amazonaws.com'] },
      ],
    ],
  ])('takes management events: %s', (_name, selection, fields) => {
    expect(fieldsOf(selection)).toEqual([fields]);
  });

  test('takes data events of several types, a selector each', () => {
    expect(
      fieldsOf(
        EventSelection.dataEvents(
          DataEventType.LAMBDA_FUNCTION,
          DataEventType.fromResourceType('AWS::SQS::Queue'),
        ),
      ),
    ).toEqual([
      [DATA, type('AWS::Lambda::Function')],
      [DATA, type('AWS::SQS::Queue')],
    ]);
  });

  test('takes network activity by service, and only what was denied', () => {
    expect(
      fieldsOf(EventSelection.networkActivity('s3.amazonaws.com', 'kms.amazonaws.com').deniedOnly()),
    ).toEqual(
      ['s3.amazonaws.com', 'kms.amazonaws.com'].map((source) => [
        NETWORK,
        { Field: 'eventSource', Equals: [source] },
        { Field: 'errorCode', Equals: ['VpceAccessDenied'] },
      ]),
    );
  });

  test('takes every field and operator, each field once', () => {
    const selection = EventSelection.dataEvents(DataEventType.SQS_QUEUE)
      .where(EventField.EVENT_NAME, {
        equalTo: ['SendMessage'],
        startsWith: ['Receive'],
        endsWith: ['Batch'],
        notEquals: ['DeleteMessageBatch'],
        notStartsWith: ['Purge'],
        notEndsWith: ['Async'],
      })
      .where(EventField.EVENT_NAME, { notEquals: ['ReceiveNothing'] })
      .where(EventField.EVENT_SOURCE, { notEquals: ['lambda.amazonaws.com'] })
      .where(EventField.EVENT_TYPE, { notEquals: ['AwsServiceEvent'] })
      .where(EventField.SESSION_CREDENTIAL_FROM_CONSOLE, { equalTo: ['true'] })
      .where(EventField.USER_IDENTITY_ARN, { notEndsWith: ['/robot'] })
      .forResourcesUnder('arn:aws:sqs:eu-central-1:');
    expect(fieldsOf(selection)).toEqual([
      [
        DATA,
        type('AWS::SQS::Queue'),
        {
          Field: 'eventName',
          Equals: ['SendMessage'],
          StartsWith: ['Receive'],
          EndsWith: ['Batch'],
          NotEquals: ['DeleteMessageBatch', 'ReceiveNothing'],
          NotStartsWith: ['Purge'],
          NotEndsWith: ['Async'],
        },
        { Field: 'eventSource', NotEquals: ['lambda.amazonaws.com'] },
        { Field: 'eventType', NotEquals: ['AwsServiceEvent'] },
        { Field: 'sessionCredentialFromConsole', Equals: ['true'] },
        { Field: 'userIdentity.arn', NotEndsWith: ['/robot'] },
        { Field: 'resources.ARN', StartsWith: ['arn:aws:sqs:eu-central-1:'] },
      ],
    ]);
  });

  test('narrows everything so far, and nothing that is added later', () => {
    const selection = EventSelection.managementEvents()
      .plus(EventSelection.dataEvents(DataEventType.SNS_TOPIC))
      .writeOnly()
      .plus(EventSelection.dataEvents(DataEventType.SQS_QUEUE));
    const writes = { Field: 'readOnly', Equals: ['false'] };
    expect(fieldsOf(selection)).toEqual([
      [MANAGEMENT, writes],
      [DATA, type('AWS::SNS::Topic'), writes],
      [DATA, type('AWS::SQS::Queue')],
    ]);
  });

  test('never changes: what is made from it is another one', () => {
    const management = EventSelection.managementEvents();
    management.readOnly().withoutKms().plus(EventSelection.dataEvents(S3)).includingArchive();
    expect(fieldsOf(management)).toEqual([[MANAGEMENT]]);
  });

  test('names its selectors for what they select, unless they are named', () => {
    const selection = EventSelection.managementEvents()
      .plus(EventSelection.dataEvents(S3).readOnly())
      .plus(EventSelection.dataEvents(S3).writeOnly())
      .plus(EventSelection.networkActivity('kms.amazonaws.com').named('who asks for keys'));
    const names = trailOf(selection).AdvancedEventSelectors.map(({ Name }: { Name: string }) => Name);
    expect(names).toEqual([
      'Management events',
      'Data events of AWS::S3::Object outside the archive',
      'Data events of AWS::S3::Object outside the archive, 2',
      'who asks for keys',
    ]);
  });

  test('takes Insights of both kinds, into both kinds of events', () => {
    const selection = EventSelection.managementEvents()
      .plus(EventSelection.dataEvents(DataEventType.SQS_QUEUE))
      .withInsights(
        Insights.callRate(),
        Insights.errorRate(InsightsCategory.MANAGEMENT, InsightsCategory.DATA),
      );
    expect(trailOf(selection).InsightSelectors).toEqual([
      { InsightType: 'ApiCallRateInsight', EventCategories: ['Management'] },
      { InsightType: 'ApiErrorRateInsight', EventCategories: ['Management', 'Data'] },
    ]);
  });

  test('takes aggregation, in one configuration wherever its templates come from', () => {
    const queues = EventSelection.dataEvents(DataEventType.SQS_QUEUE).aggregatedBy(
      AggregationTemplate.API_ACTIVITY,
    );
    const topics = EventSelection.dataEvents(DataEventType.SNS_TOPIC).aggregatedBy(
      AggregationTemplate.RESOURCE_ACCESS,
      AggregationTemplate.USER_ACTIONS,
    );
    expect(trailOf(queues.plus(topics)).AggregationConfigurations).toEqual([
      { EventCategory: 'Data', Templates: ['API_ACTIVITY', 'RESOURCE_ACCESS', 'USER_ACTIONS'] },
    ]);
  });

  test('is basic only where asked for', () => {
    const selection = EventSelection.basic(
      {
        readWriteType: ReadWriteType.WRITE_ONLY,
        excludeManagementEventSources: ['kms.amazonaws.com'],
        dataResources: [{ resourceType: DataEventType.LAMBDA_FUNCTION, values: ['arn:aws:lambda'] }],
      },
      {
        includeManagementEvents: false,
        dataResources: [{ resourceType: S3, values: ['arn:aws:s3:::orders/'] }],
      },
    );
    const { EventSelectors, AdvancedEventSelectors } = trailOf(selection);
    expect(AdvancedEventSelectors).toBeUndefined();
    expect(EventSelectors).toEqual([
      {
        ReadWriteType: 'WriteOnly',
        ExcludeManagementEventSources: ['kms.amazonaws.com'],
        DataResources: [{ Type: 'AWS::Lambda::Function', Values: ['arn:aws:lambda'] }],
      },
      {
        IncludeManagementEvents: false,
        DataResources: [{ Type: 'AWS::S3::Object', Values: ['arn:aws:s3:::orders/'] }],
      },
    ]);
  });

  test('takes buckets and values that only the deployment knows', () => {
    const stack = newStack({});
    const archive = new LogArchive(stack, 'Archive', { trails: [TRAIL] });
    const eventSelection = EventSelection.dataEvents(S3)
      .forObjectsIn(new Bucket(stack, 'Orders'))
      .where(EventField.EVENT_NAME, { notEquals: Fn.split(',', Fn.importValue('Names')) });
    new AuditTrail(stack, 'Trail', { identity: TRAIL, archive, eventSelection });
    const [, , arn, name] = resourceOf(stack, 'AWS::CloudTrail::Trail').Properties.AdvancedEventSelectors[0]
      .FieldSelectors;
    expect(arn).toEqual({
      Field: 'resources.ARN',
      StartsWith: [{ 'Fn::Join': ['', [{ 'Fn::GetAtt': ['OrdersA9B65338', 'Arn'] }, '/']] }],
      NotStartsWith: [{ 'Fn::Join': ['', ['arn:aws:s3:::', { Ref: 'ArchiveBucket49F1AC64' }, '/']] }],
    });
    expect(name.NotEquals).toEqual({ 'Fn::Split': [',', { 'Fn::ImportValue': 'Names' }] });
  });
});
