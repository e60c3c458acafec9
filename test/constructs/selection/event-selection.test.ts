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

const S3 = DataEventType.S3_OBJECT;

/** The trail that the selection makes, in the words of CloudFormation, on an archive of a known name. */
function trailOf(eventSelection: EventSelection) {
  const stack = newStack();
  const archive = new LogArchive(stack, 'Archive', { trails: [TRAIL], bucketName: 'company-logs' });
  new AuditTrail(stack, 'Trail', { identity: TRAIL, archive, eventSelection });
  return resourceOf(stack, 'AWS::CloudTrail::Trail').Properties;
}

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
      fieldsOf(EventSelection.dataEvents(DataEventType.LAMBDA_FUNCTION, DataEventType.of('AWS::SQS::Queue'))),
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

describe('what an event selection refuses', () => {
  const refusalOf = (selection: EventSelection): string => {
    try {
      trailOf(selection);
    } catch (error) {
      return (error as Error).message;
    }
    return 'nothing';
  };

  test.each([
    [
      'a field that the events do not have',
      EventSelection.managementEvents().where(EventField.EVENT_NAME, { equalTo: ['StopLogging'] }),
      "AdvancedEventSelectors[0].FieldSelectors[1].Field: the field 'eventName' is not one for Management events; it may be one of",
    ],
    [
      'an operator that the field does not take',
      EventSelection.dataEvents(S3).where(EventField.READ_ONLY, { notEquals: ['true'] }),
      'readOnly of Data events does not take NotEquals; use Equals',
    ],
    [
      'another service left out of management events than KMS and the RDS Data API',
      EventSelection.managementEvents().where(EventField.EVENT_SOURCE, { notEquals: ['s3.amazonaws.com'] }),
      "'s3.amazonaws.com' is not a value of eventSource here",
    ],
    [
      'another error code than the one',
      EventSelection.networkActivity('s3.amazonaws.com').where(EventField.ERROR_CODE, {
        equalTo: ['AccessDenied'],
      }),
      "'AccessDenied' is not a value of errorCode here; it may be VpceAccessDenied",
    ],
    [
      'an ARN of another type',
      EventSelection.dataEvents(DataEventType.SQS_QUEUE).forResources('arn:aws:sns:eu-west-1:111122223333:t'),
      'is not the whole ARN of one AWS::SQS::Queue (arn:P:sqs:R:A:QUEUE_NAME); complete it, or use StartsWith',
    ],
    [
      'a value of more than one line',
      EventSelection.dataEvents(S3).where(EventField.EVENT_NAME, { equalTo: ['GetObject\n'] }),
      'FieldSelectors[2].Equals[0]: a value is one line; "GetObject\\n" has a line break: remove it',
    ],
    [
      'an operator without values',
      EventSelection.dataEvents(S3).forResources(),
      'Equals has no values; give at least one, or leave it out',
    ],
    [
      'a condition without operators',
      EventSelection.dataEvents(S3).where(EventField.EVENT_NAME, {}),
      "the field 'eventName' has no operator",
    ],
    [
      'a name that is too long',
      EventSelection.managementEvents().named('n'.repeat(1001)),
      'AdvancedEventSelectors[0].Name: it has 1001 characters; at most 1000',
    ],
    [
      'basic and advanced selectors together',
      EventSelection.managementEvents().plus(EventSelection.basic({})),
      'a trail has either EventSelectors or AdvancedEventSelectors; remove one of the two',
    ],
    [
      'Insights into the rate of calls that write where none are logged',
      EventSelection.managementEvents().readOnly().withInsights(Insights.callRate()),
      'ApiCallRateInsight of Management events needs write management events, and no selector logs any',
    ],
    [
      'Insights into data events where none are logged',
      EventSelection.managementEvents().withInsights(Insights.errorRate(InsightsCategory.DATA)),
      'ApiErrorRateInsight of Data events needs data events',
    ],
    [
      'the same Insights twice',
      EventSelection.managementEvents().withInsights(Insights.callRate(), Insights.callRate()),
      "'ApiCallRateInsight' stands here again",
    ],
    [
      'aggregation where no data events are logged',
      EventSelection.managementEvents().aggregatedBy(AggregationTemplate.API_ACTIVITY),
      'aggregation needs data events',
    ],
  ])('fails on %s', (_name, selection, message) => {
    expect(refusalOf(selection)).toContain('eventSelection: CloudTrail refuses it\n');
    expect(refusalOf(selection)).toContain(message);
  });

  test.each([
    [
      'a value',
      EventSelection.dataEvents(S3).where(EventField.EVENT_NAME, { equalTo: ['GetObject', 'GetObject'] }),
      'AdvancedEventSelectors[0].FieldSelectors[2].EqualTo',
    ],
    ['a basic selector', EventSelection.basic({}, {}), 'EventSelectors'],
    [
      'a resource of a basic selector',
      EventSelection.basic({
        dataResources: [
          { resourceType: DataEventType.LAMBDA_FUNCTION, values: ['arn:aws:lambda', 'arn:aws:lambda'] },
        ],
      }),
      'EventSelectors[0].DataResources[0].Values',
    ],
  ])('fails on %s that stands there twice, which CloudFormation refuses', (_name, selection, place) => {
    expect(refusalOf(selection)).toBe(
      `eventSelection: ${place} has an item twice: CloudFormation takes no list with an item twice; remove one`,
    );
  });

  test('fails with every fault at once', () => {
    const selection = EventSelection.networkActivity('s3').plus(
      EventSelection.managementEvents().deniedOnly(),
    );
    expect(refusalOf(selection).split('\n')).toEqual([
      'eventSelection: CloudTrail refuses it',
      expect.stringContaining("'s3' is not an event source"),
      expect.stringContaining("the field 'errorCode' is not one for Management events"),
    ]);
  });

  test('fails on a field that is chosen twice, which would make alternatives of what must both hold', () => {
    expect(() => EventSelection.dataEvents(S3).readOnly().writeOnly()).toThrow(
      new Error(
        'readOnly is chosen twice in one event selection, and CloudTrail would take both as alternatives; ' +
          'give all of its values in one place, or join two selections by plus()',
      ),
    );
  });

  test('fails on conditions on basic selectors', () => {
    expect(() => EventSelection.basic({}).readOnly()).toThrow(
      'basic selectors take no condition on readOnly; give theirs to EventSelection.basic',
    );
  });

  test('fails on nothing at all', () => {
    expect(() => EventSelection.managementEvents().named('')).toThrow(
      "named('') gives no name, and CloudFormation takes no empty one; leave it out",
    );
    expect(() => EventSelection.dataEvents()).toThrow('dataEvents needs at least one type of resources');
    expect(() => EventSelection.networkActivity()).toThrow('networkActivity needs at least one event source');
    expect(() => DataEventType.of('S3')).toThrow(
      "'S3' is not a resource type; it looks like AWS::S3::Object",
    );
  });
});

describe('the limits of a trail', () => {
  const names = (count: number) => Array.from({ length: count }, (_, index) => `Name${index}`);
  const values = (count: number) =>
    EventSelection.dataEvents(DataEventType.SQS_QUEUE).where(EventField.EVENT_NAME, {
      equalTo: names(count),
    });
  const topics = (count: number) =>
    EventSelection.basic({
      dataResources: [
        { resourceType: S3, values: names(count).map((name) => `arn:aws:s3:::bucket/${name}`) },
        { resourceType: S3, values: ['arn:aws:s3:::orders/'] },
      ],
    });
  const basic = (count: number) =>
    EventSelection.basic(
      ...names(count).map((name) => ({
        dataResources: [{ resourceType: S3, values: [`arn:aws:s3:::${name}/`] }],
      })),
    );

  // a selector of data events has two values already: its category and its type
  test.each([
    ['500 values', values(498), values(499), 'all selectors together have 501 values; CloudTrail takes 500'],
    [
      '250 data resources',
      topics(249),
      topics(250),
      'all selectors together have 251 data resources; a trail takes 250',
    ],
    ['5 basic selectors', basic(5), basic(6), 'there are 6 selectors; a trail takes 5'],
    [
      'a name of 1000 characters',
      EventSelection.managementEvents().named('n'.repeat(1000)),
      EventSelection.managementEvents().named('n'.repeat(1001)),
      'it has 1001 characters; at most 1000',
    ],
    [
      'values of 2048 characters',
      EventSelection.dataEvents(S3).where(EventField.EVENT_NAME, { startsWith: ['n'.repeat(2048)] }),
      EventSelection.dataEvents(S3).where(EventField.EVENT_NAME, { startsWith: ['n'.repeat(2049)] }),
      'a value has 1 to 2048 characters; this has 2049',
    ],
    [
      'every resource type, if the archive is not left out: it would be the 501st value',
      EventSelection.dataEvents(...DataEventType.all()).includingArchive(),
      EventSelection.dataEvents(...DataEventType.all()),
      'all selectors together have 501 values; CloudTrail takes 500',
    ],
  ])('takes %s, and fails on one more', (_name, most, tooMany, message) => {
    expect(() => trailOf(most)).not.toThrow();
    expect(() => trailOf(tooMany)).toThrow(message);
  });

  test('are reached by every resource type, which are 250', () => {
    const types = DataEventType.all().map(({ resourceType }) => resourceType);
    expect(new Set(types).size).toBe(250);
    const members = Object.values(DataEventType).filter((member) => member instanceof DataEventType);
    expect(members.map(({ resourceType }) => resourceType).sort()).toEqual([...types].sort());
    expect(S3.arnShapes).toEqual(['arn:P:s3:::BUCKET/OBJECT_PATH']);
  });
});

describe('an explanation', () => {
  const put = (bucket: string) => ({
    eventCategory: 'Data',
    eventType: 'AwsApiCall',
    eventSource: 's3.amazonaws.com',
    eventName: 'PutObject',
    readOnly: false,
    awsRegion: 'eu-central-1',
    resources: [{ type: 'AWS::S3::Object', ARN: `arn:aws:s3:::${bucket}/key` }],
  });

  test('says which selector logs a record', () => {
    const { logged, by, why } = EventSelection.managementEvents()
      .plus(EventSelection.dataEvents(S3).writeOnly())
      .explain(put('orders'));
    expect([logged, by]).toEqual([true, 'Data events of AWS::S3::Object']);
    expect(why).toContain("readOnly is 'false'");
  });

  test('says what stands in the way, of each selector', () => {
    const explanation = EventSelection.managementEvents()
      .plus(EventSelection.dataEvents(S3).readOnly())
      .explain(put('orders'));
    expect(explanation.logged).toBe(false);
    expect(explanation.by).toBeUndefined();
    expect(explanation.why).toContain('Data events of AWS::S3::Object');
    expect(explanation.selectors.map(({ selector, logged }) => [selector, logged])).toEqual([
      ['Management events', false],
      ['Data events of AWS::S3::Object', false],
    ]);
  });

  test('of a trail knows its archive', () => {
    const stack = newStack();
    const archive = new LogArchive(stack, 'Archive', { trails: [TRAIL], bucketName: 'company-logs' });
    const eventSelection = EventSelection.dataEvents(S3);
    const trail = new AuditTrail(stack, 'Trail', { identity: TRAIL, archive, eventSelection });
    expect(trail.explain(put('orders')).logged).toBe(true);
    expect(trail.explain(put('company-logs'))).toMatchObject({
      logged: false,
      why: expect.stringContaining('NotStartsWith'),
    });
    expect(eventSelection.explain(put('company-logs')).logged).toBe(true);
  });

  test('leaves open what hangs on a name that only the deployment knows', () => {
    const stack = newStack();
    const archive = new LogArchive(stack, 'Archive', { trails: [TRAIL] });
    const eventSelection = EventSelection.dataEvents(S3);
    const trail = new AuditTrail(stack, 'Trail', { identity: TRAIL, archive, eventSelection });
    const explanation = trail.explain(put('orders'));
    expect(explanation.logged).toBeUndefined();
    expect(explanation.selectors[0]?.logged).toBeUndefined();
  });
});
