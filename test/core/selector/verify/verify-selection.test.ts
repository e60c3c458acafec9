import type { AdvancedSelector, Selection } from '../../../../lib/core/selector/selection';
import { renderSelectionProblem } from '../../../../lib/core/selector/selection-problem';
import { unresolvedText } from '../../../../lib/core/selector/selector-value';
import { verifySelection } from '../../../../lib/core/selector/verify/verify-selection';
import {
  dataSelector,
  type Fields,
  managementSelector,
  networkSelector,
  selectorOf,
  trailWith,
} from '../sample-selections';

const S3 = 'AWS::S3::Object';

function problemsOf(selection: Selection): readonly string[] {
  return verifySelection(selection).map(renderSelectionProblem);
}

function store(...advanced: readonly AdvancedSelector[]): Selection {
  return { destination: 'eventDataStore', advanced };
}

function many(count: number, prefix = 'v'): readonly string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}${index}`);
}

describe('selections that the API takes', () => {
  const all: Fields = {
    readOnly: { equals: ['false'] },
    eventName: { equals: ['PutObject'], endsWith: ['Acl'] },
    eventSource: { notEquals: ['s3lifecycle.amazonaws.com'] },
    eventType: { notEquals: ['AwsServiceEvent'] },
    sessionCredentialFromConsole: { notEquals: ['true'] },
    'userIdentity.arn': { notStartsWith: ['arn:aws:sts::111122223333:assumed-role/AWSServiceRoleFor'] },
    'resources.ARN': { startsWith: ['arn:aws:s3:::orders/'], notEquals: ['arn:aws:s3:::orders/a'] },
  };
  const ofEndpoint: Fields = {
    eventName: { startsWith: ['Put'] },
    errorCode: { equals: ['VpceAccessDenied'] },
    vpcEndpointId: { notEquals: ['vpce-1'] },
  };
  const fine: readonly [name: string, selection: Selection][] = [
    ['no selectors', { destination: 'trail' }],
    ['all management events', trailWith(managementSelector())],
    [
      'management writes without KMS and the RDS Data API',
      trailWith(
        managementSelector({
          readOnly: { equals: ['false'] },
          eventSource: { notEquals: ['kms.amazonaws.com', 'rdsdata.amazonaws.com'] },
        }),
      ),
    ],
    ['data events with every field', trailWith(dataSelector(S3, all))],
    ['network activity with every field', trailWith(networkSelector('kms.amazonaws.com', ofEndpoint))],
    [
      'network activity of a principal, in a trail',
      trailWith(
        networkSelector('kms.amazonaws.com', { 'userIdentity.arn': { equals: ['arn:aws:iam::1:user/a'] } }),
      ),
    ],
    [
      'a data store with more fields of management events',
      store(managementSelector({ eventName: { equals: ['CreateUser'] } })),
    ],
    ['a data store of Insights', store(selectorOf({ eventCategory: { equals: ['Insight'] } }))],
    [
      'a bucket without a folder, and a beginning beside an end',
      trailWith(
        dataSelector(S3, {
          'resources.ARN': { startsWith: ['arn:aws:s3:::b/'], notStartsWith: ['arn:aws:s3:::b/tmp/'] },
          eventName: { startsWith: ['Put'], notEndsWith: ['Put'] },
        }),
      ),
    ],
    [
      'values of which one is ruled out',
      trailWith(
        dataSelector(S3, { eventName: { equals: ['PutObject', 'GetObject'], notStartsWith: ['Get'] } }),
      ),
    ],
    [
      'selectors without names, and with the empty one',
      trailWith(managementSelector({}, ''), dataSelector(S3, {}, ''), dataSelector('AWS::SQS::Queue')),
    ],
    [
      'a whole bucket by Equals',
      trailWith(dataSelector(S3, { 'resources.ARN': { equals: ['arn:aws:s3:::b/'] } })),
    ],
    [
      'an identity pool, whose name has a colon',
      trailWith(
        dataSelector('AWS::Cognito::IdentityPool', {
          'resources.ARN': {
            equals: ['arn:aws:cognito-identity:us-east-1:111122223333:identitypool/us-east-1:1a2b'],
          },
        }),
      ),
    ],
    [
      'basic selectors with everything',
      {
        destination: 'trail',
        basic: [
          {
            readWriteType: 'WriteOnly',
            includeManagementEvents: true,
            excludeManagementEventSources: ['kms.amazonaws.com'],
            dataResources: [
              { type: S3, values: ['arn:aws:s3', 'arn:aws:s3:::', 'arn:aws:s3:::b/', 'arn:aws-cn:s3:::b/p'] },
              {
                type: 'AWS::Lambda::Function',
                values: ['arn:aws:lambda', 'arn:aws:lambda:eu-west-1:111122223333:function:f'],
              },
              {
                type: 'AWS::DynamoDB::Table',
                values: ['arn:aws:dynamodb', 'arn:aws:dynamodb:eu-west-1:111122223333:table/t'],
              },
            ],
          },
        ],
      },
    ],
    [
      'both kinds of Insights, and aggregation',
      {
        ...trailWith(managementSelector(), dataSelector(S3)),
        insights: [
          { insightType: 'ApiCallRateInsight', eventCategories: ['Management', 'Data'] },
          { insightType: 'ApiErrorRateInsight' },
        ],
        aggregations: [
          { eventCategory: 'Data', templates: ['API_ACTIVITY', 'RESOURCE_ACCESS', 'USER_ACTIONS'] },
        ],
      },
    ],
  ];

  test.each(fine)('%s', (_, selection) => {
    expect(problemsOf(selection)).toEqual([]);
  });
});

describe('limits, at n and one more', () => {
  const named = (length: number) => trailWith(managementSelector({}, 'n'.repeat(length)));
  const valued = (length: number) =>
    trailWith(dataSelector(S3, { eventName: { equals: ['v'.repeat(length)] } }));
  // eventCategory and resources.type are values too.
  const values = (count: number) =>
    trailWith(
      dataSelector(S3, { eventName: { equals: many(count - 5) } }),
      dataSelector(S3, { eventName: { notStartsWith: ['x'] } }),
    );
  const basics = (count: number): Selection => ({
    destination: 'trail',
    basic: Array.from({ length: count }, () => ({})),
  });
  const resources = (...counts: readonly number[]): Selection => ({
    destination: 'trail',
    basic: counts.map((count) => ({
      dataResources: [
        { type: S3, values: many(count).map((name) => `arn:aws:s3:::${name}/`) },
        { type: 'AWS::Lambda::Function', values: ['arn:aws:lambda'] },
      ],
    })),
  });
  const templates = (count: number): Selection => ({
    ...trailWith(dataSelector(S3)),
    aggregations: [
      { eventCategory: 'Data', templates: Array.from({ length: count }, () => unresolvedText('T')) },
    ],
  });
  const aggregations = (count: number): Selection => ({
    ...trailWith(dataSelector(S3)),
    aggregations: Array.from({ length: count }, () => ({
      eventCategory: 'Data',
      templates: ['API_ACTIVITY'],
    })),
  });
  const limits: readonly [
    name: string,
    build: (count: number) => Selection,
    limit: number,
    message: string,
  ][] = [
    [
      'characters of a name',
      named,
      1_000,
      'AdvancedEventSelectors[0].Name: it has 1001 characters; at most 1000',
    ],
    [
      'characters of a value',
      valued,
      2_048,
      'AdvancedEventSelectors[0].FieldSelectors[2].Equals[0]: a value has 1 to 2048 characters; this has 2049',
    ],
    [
      'values over all selectors',
      values,
      500,
      'AdvancedEventSelectors: all selectors together have 501 values; CloudTrail allows at most 500: merge values with ' +
        'StartsWith or EndsWith, or use a second trail',
    ],
    [
      'basic selectors',
      basics,
      5,
      'EventSelectors: there are 6 selectors; a trail allows at most 5: merge them, or use advanced selectors',
    ],
    [
      'data resources of one selector',
      (count) => resources(count),
      250,
      'EventSelectors: all selectors together have 251 data resources; a trail allows at most 250: use prefixes, ' +
        'arn:aws:s3 for all, or advanced selectors',
    ],
    [
      'data resources of two selectors',
      (count) => resources(125, count - 125),
      250,
      'EventSelectors: all selectors together have 251 data resources; a trail allows at most 250: use prefixes, ' +
        'arn:aws:s3 for all, or advanced selectors',
    ],
    [
      'templates of aggregation',
      templates,
      50,
      'AggregationConfigurations[0].Templates: it has 51 templates; it allows 1 to 50',
    ],
    [
      'configurations of aggregation',
      aggregations,
      1,
      'AggregationConfigurations: there are 2 configurations; a trail allows at most 1: merge their templates',
    ],
  ];

  test.each(limits)('%s', (_, build, limit, message) => {
    expect(problemsOf(build(limit))).toEqual([]);
    expect(problemsOf(build(limit + 1))).toEqual([message]);
  });
});
