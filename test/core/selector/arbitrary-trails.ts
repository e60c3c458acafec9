/** Random trails and records over small vocabularies, made to collide: prefixes of one another, near misses, gaps. */
import fc from 'fast-check';
import type { AnyRecord, ApiTrail } from './explain/documented-trail';

const SOURCES = ['s3', 'kms', 'iam', 'sts', 'lambda', 'dynamodb', 'rdsdata', 'sns'].map(
  (name) => `${name}.amazonaws.com`,
);
const NAMES = ['GetObject', 'PutObject', 'GetObjectAcl', 'Invoke', 'GetItem', 'CreateRole', 'Object', 'get'];
const TYPES = [
  'AWS::S3::Object',
  'AWS::S3::Bucket',
  'AWS::Lambda::Function',
  'AWS::DynamoDB::Table',
  'AWS::S3',
];
const ARNS = [
  'arn:aws:s3:::logs',
  'arn:aws:s3:::logs/',
  'arn:aws:s3:::logs/a',
  'arn:aws:s3:::logs/a/b.txt',
  'arn:aws:s3:::logs2/a',
  'arn:aws-cn:s3:::logs/a',
  'arn:aws:lambda:us-east-1:111122223333:function:f',
  'arn:aws:lambda:us-east-1:111122223333:function:f2',
  'arn:aws:dynamodb:us-east-1:111122223333:table/t',
  'b.txt',
  '',
];
const CATEGORIES = ['Management', 'Data', 'NetworkActivity', 'Insight', 'Aggregated'];
const EVENT_TYPES = [
  'AwsApiCall',
  'AwsServiceEvent',
  'AwsVpceEvent',
  'AwsVpceEvents',
  'AwsCloudTrailInsight',
];
const REGIONS = ['us-east-1', 'eu-west-1'];
const INSIGHT_TYPES = ['ApiCallRateInsight', 'ApiErrorRateInsight'];

const VALUES: Readonly<Record<string, readonly string[]>> = {
  eventCategory: CATEGORIES,
  readOnly: ['true', 'false'],
  eventSource: SOURCES,
  eventName: NAMES,
  eventType: EVENT_TYPES,
  sessionCredentialFromConsole: ['true'],
  'userIdentity.arn': ARNS,
  'resources.type': TYPES,
  'resources.ARN': ARNS,
  errorCode: ['VpceAccessDenied', 'AccessDenied'],
  vpcEndpointId: ['vpce-1', 'vpce-12'],
};

const some = (values: readonly string[], maxLength = 3) =>
  fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength });

/** Pieces of the vocabulary, so that beginnings and ends collide. */
const pieces = (values: readonly string[]) =>
  fc.tuple(fc.constantFrom(...values), fc.nat(40), fc.nat(40)).map(([text, from, to]) => {
    const piece = text.slice(Math.min(from, 3), text.length - Math.min(to, 5));
    return from % 2 === 0 ? text.slice(0, to) || text : piece || text;
  });

const fieldSelector = (field: string) => {
  const values = VALUES[field] ?? [];
  const exact = fc.option(some(values), { nil: undefined, freq: 2 });
  const partial = fc.option(fc.array(pieces(values), { minLength: 1, maxLength: 3 }), {
    nil: undefined,
    freq: 2,
  });
  return fc.record({
    Field: fc.constant(field),
    Equals: exact,
    NotEquals: exact,
    StartsWith: partial,
    NotStartsWith: partial,
    EndsWith: partial,
    NotEndsWith: partial,
  });
};

const equalsOnly = (field: string) =>
  some(VALUES[field] ?? [], 2).map((values) => ({ Field: field, Equals: values }));

/** Valid-looking selectors mostly; now and then one that the API would refuse and the evaluator takes at its words. */
const advancedSelector = fc.record({
  Name: fc.option(fc.constantFrom('one', 'two', ''), { nil: undefined }),
  FieldSelectors: fc
    .tuple(
      equalsOnly('eventCategory'),
      fc.option(equalsOnly('resources.type'), { nil: undefined }),
      fc.uniqueArray(fc.constantFrom(...Object.keys(VALUES).slice(1)), { maxLength: 2 }),
    )
    .chain(([category, type, fields]) =>
      fc
        .tuple(...fields.filter((field) => field !== type?.Field).map(fieldSelector))
        .map((others) => (type === undefined ? [category, ...others] : [category, type, ...others])),
    ),
});

const basicSelector = fc.record(
  {
    ReadWriteType: fc.constantFrom('All', 'ReadOnly', 'WriteOnly'),
    IncludeManagementEvents: fc.boolean(),
    ExcludeManagementEventSources: some(['kms.amazonaws.com', 'rdsdata.amazonaws.com']),
    DataResources: fc.array(
      fc.constantFrom(
        { Type: 'AWS::S3::Object', Values: ['arn:aws:s3'] },
        { Type: 'AWS::S3::Object', Values: ['arn:aws:s3:::'] },
        { Type: 'AWS::S3::Object', Values: ['arn:aws-cn:s3', 'arn:aws:s3:::logs/a'] },
        { Type: 'AWS::S3::Object', Values: ['arn:aws:s3:::logs/'] },
        { Type: 'AWS::Lambda::Function', Values: ['arn:aws:lambda'] },
        { Type: 'AWS::Lambda::Function', Values: ['arn:aws:lambda:us-east-1:111122223333:function:f'] },
        { Type: 'AWS::DynamoDB::Table', Values: ['arn:aws:dynamodb'] },
        { Type: 'AWS::DynamoDB::Table', Values: ['arn:aws:dynamodb:us-east-1:111122223333:table/t'] },
      ),
      { maxLength: 2 },
    ),
  },
  { requiredKeys: [] },
);

const often = (chance: number) => fc.integer({ min: 1, max: 10 }).map((number) => number <= chance);

/** A trail with basic selectors, advanced ones, or none. */
export const arbitraryTrail: fc.Arbitrary<ApiTrail> = fc
  .record({
    HomeRegion: fc.constantFrom(...REGIONS),
    IsMultiRegionTrail: often(7),
    IncludeGlobalServiceEvents: often(7),
    IsLogging: often(9),
    AdvancedEventSelectors: fc.array(advancedSelector, { minLength: 1, maxLength: 3 }),
    EventSelectors: fc.array(basicSelector, { minLength: 1, maxLength: 3 }),
    InsightSelectors: fc.option(
      fc.array(
        fc.record(
          { InsightType: fc.constantFrom(...INSIGHT_TYPES), EventCategories: some(['Management', 'Data']) },
          { requiredKeys: ['InsightType'] },
        ),
        { maxLength: 2 },
      ),
      { nil: undefined },
    ),
    AggregationConfigurations: fc.option(
      some(['API_ACTIVITY', 'RESOURCE_ACCESS', 'USER_ACTIONS'], 2).map((templates) => [
        { EventCategory: 'Data', Templates: templates },
      ]),
      { nil: undefined },
    ),
    form: fc.constantFrom('advanced', 'advanced', 'basic', 'none'),
  })
  .map(({ form, AdvancedEventSelectors, EventSelectors, ...trail }) =>
    JSON.parse(
      JSON.stringify({
        ...trail,
        ...(form === 'advanced' ? { AdvancedEventSelectors } : {}),
        ...(form === 'basic' ? { EventSelectors } : {}),
      }),
    ),
  );

const resource = fc.record(
  { type: fc.constantFrom(...TYPES), ARN: fc.constantFrom(...ARNS), ARNPrefix: fc.constantFrom(...ARNS) },
  { requiredKeys: [] },
);

/** A record of any category, with gaps wherever old, foreign and anonymised records have them. */
export const arbitraryRecord: fc.Arbitrary<AnyRecord> = fc.record(
  {
    eventCategory: fc.constantFrom('Management', 'Data', 'Data', 'NetworkActivity', 'Insight', 'Aggregated'),
    managementEvent: fc.boolean(),
    eventType: fc.constantFrom(...EVENT_TYPES, 'AwsAggregatedEvent'),
    eventSource: fc.constantFrom(...SOURCES),
    eventName: fc.constantFrom(...NAMES),
    awsRegion: fc.constantFrom(...REGIONS),
    readOnly: fc.boolean(),
    sessionCredentialFromConsole: fc.constant('true'),
    errorCode: fc.constantFrom('VpceAccessDenied', 'AccessDenied'),
    vpcEndpointId: fc.constantFrom('vpce-1', 'vpce-12'),
    userIdentity: fc.record({ arn: fc.constantFrom(...ARNS) }, { requiredKeys: [] }),
    tlsDetails: fc.record(
      { clientProvidedHostHeader: fc.constantFrom('sts.amazonaws.com', 'sts.us-east-1.amazonaws.com') },
      { requiredKeys: [] },
    ),
    resources: fc.array(resource, { maxLength: 3 }),
    insightDetails: fc.record({
      insightType: fc.constantFrom(...INSIGHT_TYPES),
      eventSource: fc.constantFrom(...SOURCES),
      eventName: fc.constantFrom(...NAMES),
    }),
    summary: fc.record({
      primaryDimension: fc.record({
        dimension: fc.constantFrom('eventName', 'resourceARN', 'userIdentity', 'userAgent'),
      }),
    }),
  },
  { requiredKeys: [] },
);
