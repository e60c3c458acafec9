import {
  AggregationTemplate,
  DataEventType,
  EventField,
  EventSelection,
  Insights,
  InsightsCategory,
} from '../../../lib/index';
import { trailOf } from './selection-samples';

const S3 = DataEventType.S3_OBJECT;

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
      "'ApiCallRateInsight' is repeated here",
    ],
    [
      'aggregation where no data events are logged',
      EventSelection.managementEvents().aggregatedBy(AggregationTemplate.API_ACTIVITY),
      'aggregation needs data events',
    ],
  ])('fails on %s', (_name, selection, message) => {
    expect(refusalOf(selection)).toContain('eventSelection: CloudTrail rejects it\n');
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
      `eventSelection: ${place} has an item twice: CloudFormation rejects lists with duplicate items; remove the duplicate`,
    );
  });

  test('fails with every fault at once', () => {
    const selection = EventSelection.networkActivity('s3').plus(
      EventSelection.managementEvents().deniedOnly(),
    );
    expect(refusalOf(selection).split('\n')).toEqual([
      'eventSelection: CloudTrail rejects it',
      expect.stringContaining("'s3' is not an event source"),
      expect.stringContaining("the field 'errorCode' is not one for Management events"),
    ]);
  });

  test('fails on a field that is chosen twice, which would make alternatives of what must both hold', () => {
    expect(() => EventSelection.dataEvents(S3).readOnly().writeOnly()).toThrow(
      new Error(
        'readOnly is selected twice in one event selection, and CloudTrail would treat them as alternatives; ' +
          'give all of its values in one place, or join two selections by plus()',
      ),
    );
  });

  test('fails on conditions on basic selectors', () => {
    expect(() => EventSelection.basic({}).readOnly()).toThrow(
      'basic selectors support no condition on readOnly; give theirs to EventSelection.basic',
    );
  });

  test('fails on nothing at all', () => {
    expect(() => EventSelection.managementEvents().named('')).toThrow(
      "named('') has an empty name, which CloudFormation rejects; leave it out",
    );
    expect(() => EventSelection.dataEvents()).toThrow('dataEvents needs at least one type of resources');
    expect(() => EventSelection.networkActivity()).toThrow('networkActivity needs at least one event source');
    expect(() => DataEventType.fromResourceType('S3')).toThrow(
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
    [
      '500 values',
      values(498),
      values(499),
      'all selectors together have 501 values; CloudTrail allows at most 500',
    ],
    [
      '250 data resources',
      topics(249),
      topics(250),
      'all selectors together have 251 data resources; a trail allows at most 250',
    ],
    ['5 basic selectors', basic(5), basic(6), 'there are 6 selectors; a trail allows at most 5'],
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
      'all selectors together have 501 values; CloudTrail allows at most 500',
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
