import { explainSelection } from '../../../../lib/core/selector/explain/explain-selection';
import type { Selection } from '../../../../lib/core/selector/selection';
import { unresolvedText } from '../../../../lib/core/selector/selector-value';
import { dataSelector, managementSelector, selectorOf, trailWith } from '../sample-selections';
import { CREATE_USER, DECRYPT, PUT_OBJECT } from './sample-records';

const S3 = 'AWS::S3::Object';

function arnOf(uses: object) {
  return dataSelector(S3, { 'resources.ARN': uses });
}

describe('records without eventCategory', () => {
  const cases: readonly [name: string, record: object, category: string][] = [
    ['managementEvent true', { managementEvent: true }, 'Management'],
    ['managementEvent false', { managementEvent: false }, 'Data'],
    ['an S3 object among the resources', { resources: [{ type: S3, ARN: 'arn:aws:s3:::b/k' }] }, 'Data'],
    ['a bucket among the resources', { resources: [{ type: 'AWS::S3::Bucket' }] }, 'Management'],
    ['an operation of data', { eventSource: 'dynamodb.amazonaws.com', eventName: 'PutItem' }, 'Data'],
    [
      'the same operation of another service',
      { eventSource: 'x.amazonaws.com', eventName: 'PutItem' },
      'Management',
    ],
    ['an endpoint event', { eventType: 'AwsVpceEvents' }, 'NetworkActivity'],
    ['nothing at all', {}, 'Management'],
  ];

  test.each(cases)('%s is enough to tell the category, and the reason says so', (_, record, category) => {
    const selection = trailWith(selectorOf({ eventCategory: { equals: [category] } }));
    const { logged, why } = explainSelection(selection, record);
    expect(logged).toBe(true);
    expect(why).toContain(`taken as ${category} from `);
  });

  test('a stated category needs no reason', () => {
    expect(explainSelection(trailWith(managementSelector()), DECRYPT).why).not.toContain('taken as');
  });
});

describe('Insights and aggregated records', () => {
  const insight = (insightType: string, eventSource: string, eventName: string) => ({
    eventCategory: 'Insight',
    eventType: 'AwsCloudTrailInsight',
    insightDetails: { insightType, eventSource, eventName, state: 'Start' },
  });
  const callRate = insight('ApiCallRateInsight', 'ec2.amazonaws.com', 'RunInstances');
  const ofData = insight('ApiCallRateInsight', 's3.amazonaws.com', 'GetObject');
  const aggregated = {
    eventCategory: 'Aggregated',
    summary: { primaryDimension: { dimension: 'resourceARN' } },
  };
  const withInsights = (insightType: string, eventCategories?: readonly string[]): Selection => ({
    destination: 'trail',
    insights: [{ insightType, ...(eventCategories === undefined ? {} : { eventCategories }) }],
  });
  const withTemplate = (template: string): Selection => ({
    destination: 'trail',
    aggregations: [{ eventCategory: 'Data', templates: [template] }],
  });
  const cases: readonly [name: string, selection: Selection, record: object, logged: boolean][] = [
    ['no Insights selector', { destination: 'trail' }, callRate, false],
    ['an Insights selector of the type', withInsights('ApiCallRateInsight'), callRate, true],
    ['an Insights selector of the other type', withInsights('ApiErrorRateInsight'), callRate, false],
    ['Insights of data events need their category', withInsights('ApiCallRateInsight'), ofData, false],
    [
      'Insights of data events with their category',
      withInsights('ApiCallRateInsight', ['Data']),
      ofData,
      true,
    ],
    ['no aggregation', { destination: 'trail' }, aggregated, false],
    ['aggregation by the template', withTemplate('RESOURCE_ACCESS'), aggregated, true],
    ['aggregation by another template', withTemplate('API_ACTIVITY'), aggregated, false],
  ];

  test.each(cases)('%s', (_, selection, record, logged) => {
    expect(explainSelection(selection, record).logged).toBe(logged);
  });
});

describe('the reasons', () => {
  test('name the selector that logs the record and the conditions that held', () => {
    const selection = trailWith(
      managementSelector(),
      dataSelector(S3, { eventName: { startsWith: ['Put', 'Delete'] } }, 'S3 writes'),
    );
    const { by, why } = explainSelection(selection, PUT_OBJECT);
    expect(by).toBe('S3 writes');
    expect(why).toBe(
      "S3 writes: eventCategory is 'Data' (Equals 'Data'); " +
        "resources.type is 'AWS::S3::Object' (Equals 'AWS::S3::Object'); " +
        "eventName is 'PutObject' (StartsWith 'Put', 'Delete')",
    );
  });

  test('name a nameless selector by its number', () => {
    const selection = trailWith(managementSelector(), dataSelector(S3));
    expect(explainSelection(selection, PUT_OBJECT).by).toBe('advanced selector 2');
    const basic = [{ includeManagementEvents: false }, {}];
    expect(explainSelection({ destination: 'trail', basic }, DECRYPT).by).toBe('event selector 2');
  });

  test('name the condition in the way, of the selector that is nearest to the record', () => {
    const selection = trailWith(
      managementSelector(),
      dataSelector('AWS::Lambda::Function'),
      dataSelector(S3, { eventName: { equals: ['GetObject'] }, readOnly: { equals: ['true'] } }, 'S3 reads'),
    );
    const { why, selectors } = explainSelection(selection, PUT_OBJECT);
    expect(why).toBe(
      "S3 reads: eventName is 'PutObject' (asked for Equals 'GetObject'); readOnly is 'false' (asked for Equals 'true')",
    );
    expect(selectors.map(({ selector, verdict }) => [selector, verdict])).toEqual([
      ['advanced selector 1', 'no'],
      ['advanced selector 2', 'no'],
      ['S3 reads', 'no'],
    ]);
  });

  test('name only the values that rule a record out, and only a few of those that were asked for', () => {
    const left = arnOf({ notStartsWith: ['arn:aws:s3:::logs/', 'arn:aws:s3:::orders/'] });
    expect(explainSelection(trailWith(left), PUT_OBJECT).why).toBe(
      "advanced selector 1: resources.ARN is 'arn:aws:s3:::orders/2026/1.json' " +
        "(ruled out by NotStartsWith 'arn:aws:s3:::orders/')",
    );
    const names = ['A', 'B', 'C', 'D', 'E'];
    expect(
      explainSelection(trailWith(dataSelector(S3, { eventName: { equals: names } })), PUT_OBJECT).why,
    ).toBe("advanced selector 1: eventName is 'PutObject' (asked for Equals 'A', 'B', 'C' and 2 more)");
  });

  test('say what the trail itself leaves out', () => {
    const trail: Selection = { destination: 'trail', homeRegion: 'eu-west-1', multiRegion: false };
    expect(explainSelection(trail, CREATE_USER).why).toBe(
      "the record comes from 'us-east-1', and the trail logs only its home Region 'eu-west-1' " +
        '(global services log in theirs)',
    );
    expect(explainSelection({ ...trail, isLogging: false }, DECRYPT).why).toBe(
      'the trail is stopped (IsLogging false)',
    );
  });

  test('say that a record has no readOnly where a basic selector asks for it', () => {
    const { readOnly, ...old } = DECRYPT;
    const { logged, why } = explainSelection(
      { destination: 'trail', basic: [{ readWriteType: 'ReadOnly' }] },
      old,
    );
    expect([readOnly, logged]).toEqual([true, false]);
    expect(why).toBe('event selector 1: the record has no readOnly (ReadWriteType ReadOnly)');
  });
});

describe('values that only the deployment knows', () => {
  const bucket = { parts: ['arn:', { reference: 'AWS::Partition' }, ':s3:::', { reference: 'Bucket' }, '/'] };

  test('leave the answer open where it hangs on them', () => {
    const { logged, by, why } = explainSelection(trailWith(arnOf({ startsWith: [bucket] })), PUT_OBJECT);
    expect([logged, by]).toEqual([null, 'advanced selector 1']);
    expect(why).toBe(
      "advanced selector 1: resources.ARN is 'arn:aws:s3:::orders/2026/1.json', and only the deployment knows " +
        `whether it matches StartsWith 'arn:aws:s3:::\${Bucket}/'`,
    );
  });

  test('do not where the rest of the text decides', () => {
    const other = { parts: ['arn:aws:sqs:', { reference: 'AWS::Region' }] };
    expect(explainSelection(trailWith(arnOf({ startsWith: [other] })), PUT_OBJECT).logged).toBe(false);
    expect(explainSelection(trailWith(arnOf({ notStartsWith: [other] })), PUT_OBJECT).logged).toBe(true);
  });

  test('do not where another selector logs the record', () => {
    const selection = trailWith(arnOf({ startsWith: [bucket] }), dataSelector(S3, {}, 'all objects'));
    expect(explainSelection(selection, PUT_OBJECT)).toMatchObject({ logged: true, by: 'all objects' });
  });

  test('take the partition from the Region of the record', () => {
    const orders = { parts: ['arn:', { reference: 'AWS::Partition' }, ':s3:::orders/'] };
    const selection = trailWith(arnOf({ startsWith: [orders] }));
    expect(explainSelection(selection, PUT_OBJECT).logged).toBe(true);
    expect(explainSelection(selection, { ...PUT_OBJECT, awsRegion: 'cn-north-1' }).logged).toBe(false);
  });

  test('leave the answer open for flags, Regions and hidden selectors too', () => {
    const hidden = unresolvedText('Fn::If HasData');
    const open: readonly Selection[] = [
      { destination: 'trail', isLogging: hidden },
      { destination: 'trail', multiRegion: false, homeRegion: unresolvedText('AWS::Region') },
      { destination: 'trail', multiRegion: hidden, homeRegion: 'us-west-2' },
      { destination: 'trail', basic: [{ includeManagementEvents: hidden }] },
      { destination: 'trail', basic: [{ readWriteType: hidden }] },
      { destination: 'trail', basic: [{ excludeManagementEventSources: [hidden] }] },
      trailWith({ fieldSelectors: [{ field: hidden }] }),
    ];
    expect(open.map((selection) => explainSelection(selection, DECRYPT).logged)).toEqual(
      open.map(() => null),
    );
  });
});

describe('records of any shape', () => {
  test('are explained without an exception', () => {
    const odd: readonly unknown[] = [null, 1, 'x', [], {}, [null], [[]], { type: 1, ARN: {} }, true];
    const members = [
      'resources',
      'userIdentity',
      'eventCategory',
      'readOnly',
      'insightDetails',
      'awsRegion',
      'summary',
    ];
    const selections = [
      trailWith(arnOf({ startsWith: ['arn'] }), managementSelector({ readOnly: { equals: ['true'] } })),
      { destination: 'trail', basic: [{ dataResources: [{ type: S3, values: ['arn:aws:s3'] }] }] } as const,
    ];
    for (const selection of selections) {
      for (const member of members) {
        for (const value of odd) {
          const record = { ...PUT_OBJECT, [member]: value } as object;
          expect(typeof explainSelection(selection, record).logged).toBe('boolean');
        }
      }
    }
  });
});
