import type { AdvancedSelector, BasicSelector, Selection } from '../../../../lib/core/selector/selection';
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

function codesOf(selection: Selection): readonly string[] {
  return verifySelection(selection).map(({ severity, code }) => `${severity} ${code}`);
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
      'AdvancedEventSelectors: all selectors together have 501 values; CloudTrail takes 500: merge values with ' +
        'StartsWith or EndsWith, or use a second trail',
    ],
    [
      'basic selectors',
      basics,
      5,
      'EventSelectors: there are 6 selectors; a trail takes 5: merge them, or use advanced selectors',
    ],
    [
      'data resources of one selector',
      (count) => resources(count),
      250,
      'EventSelectors: all selectors together have 251 data resources; a trail takes 250: use prefixes, ' +
        'arn:aws:s3 for all, or advanced selectors',
    ],
    [
      'data resources of two selectors',
      (count) => resources(125, count - 125),
      250,
      'EventSelectors: all selectors together have 251 data resources; a trail takes 250: use prefixes, ' +
        'arn:aws:s3 for all, or advanced selectors',
    ],
    [
      'templates of aggregation',
      templates,
      50,
      'AggregationConfigurations[0].Templates: it has 51 templates; it takes 1 to 50',
    ],
    [
      'configurations of aggregation',
      aggregations,
      1,
      'AggregationConfigurations: there are 2 configurations; a trail takes 1: merge their templates',
    ],
  ];

  test.each(limits)('%s', (_, build, limit, message) => {
    expect(problemsOf(build(limit))).toEqual([]);
    expect(problemsOf(build(limit + 1))).toEqual([message]);
  });
});

describe('fails, with the place and the way out, for', () => {
  const field = (name: string, uses: object, where = dataSelector) => trailWith(where(S3, { [name]: uses }));
  const management = (fields: Fields) => trailWith(managementSelector(fields));
  const basic = (selector: BasicSelector): Selection => ({ destination: 'trail', basic: [selector] });
  const listed = (type: string, ...values: readonly string[]) => basic({ dataResources: [{ type, values }] });
  const A0 = 'AdvancedEventSelectors[0].FieldSelectors';
  const refused: readonly [name: string, selection: Selection, message: string][] = [
    [
      'no selectors in the list',
      trailWith(),
      'AdvancedEventSelectors: the list is empty and selects nothing; give a selector, or leave it out',
    ],
    [
      'no basic selectors in the list',
      { destination: 'trail', basic: [] },
      'EventSelectors: the list is empty and selects nothing; give a selector, or leave it out',
    ],
    [
      'no category',
      trailWith(selectorOf({ readOnly: { equals: ['true'] } })),
      `${A0}: the field eventCategory is missing; add it with Equals one of Management, Data, NetworkActivity`,
    ],
    [
      'a category that trails do not take',
      trailWith(selectorOf({ eventCategory: { equals: ['Insight'] } })),
      `${A0}[0]: eventCategory has 'Insight'; a trail takes Equals with exactly one of Management, Data, NetworkActivity`,
    ],
    [
      'two categories',
      trailWith(selectorOf({ eventCategory: { equals: ['Management', 'Data'] } })),
      `${A0}[0]: eventCategory has 'Management', 'Data'; a trail takes Equals with exactly one of Management, Data, NetworkActivity`,
    ],
    [
      'a category by another operator',
      trailWith(selectorOf({ eventCategory: { startsWith: ['Data'] } })),
      `${A0}[0]: eventCategory has no value of Equals; a trail takes Equals with exactly one of Management, Data, NetworkActivity`,
    ],
    [
      'data events without a type',
      trailWith(selectorOf({ eventCategory: { equals: ['Data'] } })),
      `${A0}: the field resources.type is missing; a selector of the category Data needs it with Equals`,
    ],
    [
      'two types in one selector',
      trailWith(
        selectorOf({
          eventCategory: { equals: ['Data'] },
          'resources.type': { equals: [S3, 'AWS::SQS::Queue'] },
        }),
      ),
      `${A0}[1].Equals: resources.type has 2 values; it takes one: make a selector for each of the others`,
    ],
    [
      'a type by its beginning',
      trailWith(
        selectorOf({ eventCategory: { equals: ['Data'] }, 'resources.type': { startsWith: ['AWS::S3'] } }),
      ),
      `${A0}[1].StartsWith: resources.type of Data events does not take StartsWith; use Equals`,
    ],
    [
      'something that is no type',
      trailWith(dataSelector('S3 Object')),
      `${A0}[1].Equals[0]: 'S3 Object' is not a resource type; it looks like AWS::S3::Object`,
    ],
    [
      'network activity without a source',
      trailWith(selectorOf({ eventCategory: { equals: ['NetworkActivity'] } })),
      `${A0}: the field eventSource is missing; a selector of the category NetworkActivity needs it with Equals`,
    ],
    [
      'network activity of two sources',
      trailWith(
        selectorOf({
          eventCategory: { equals: ['NetworkActivity'] },
          eventSource: { equals: ['s3.amazonaws.com', 'kms.amazonaws.com'] },
        }),
      ),
      `${A0}[1].Equals: eventSource has 2 values; it takes one: make a selector for each of the others`,
    ],
    [
      'network activity of all but one source',
      trailWith(
        selectorOf({
          eventCategory: { equals: ['NetworkActivity'] },
          eventSource: { notEquals: ['s3.amazonaws.com'] },
        }),
      ),
      `${A0}[1].NotEquals: eventSource of NetworkActivity events does not take NotEquals; use Equals`,
    ],
    [
      'network activity of something that is no source',
      trailWith(networkSelector('s3')),
      `${A0}[1].Equals[0]: 's3' is not an event source; it looks like s3.amazonaws.com`,
    ],
    [
      'an error code of another kind',
      trailWith(networkSelector('s3.amazonaws.com', { errorCode: { equals: ['AccessDenied'] } })),
      `${A0}[2].Equals[0]: 'AccessDenied' is not a value of errorCode here; it may be VpceAccessDenied`,
    ],
    [
      'management events of one source',
      management({ eventSource: { equals: ['iam.amazonaws.com'] } }),
      `${A0}[1].Equals: eventSource of Management events does not take Equals; use NotEquals`,
    ],
    [
      'management events without another source',
      management({ eventSource: { notEquals: ['iam.amazonaws.com'] } }),
      `${A0}[1].NotEquals[0]: 'iam.amazonaws.com' is not a value of eventSource here; it may be kms.amazonaws.com or rdsdata.amazonaws.com`,
    ],
    [
      'management events by name in a trail',
      management({ eventName: { equals: ['CreateUser'] } }),
      `${A0}[1].Field: the field 'eventName' is not one for Management events; it may be one of eventCategory, readOnly, eventSource`,
    ],
    [
      'the principal of network activity in a data store',
      store(networkSelector('kms.amazonaws.com', { 'userIdentity.arn': { equals: ['a'] } })),
      `${A0}[2].Field: the field 'userIdentity.arn' is not one for NetworkActivity events; it may be one of eventCategory, eventSource, eventName, errorCode, vpcEndpointId`,
    ],
    [
      'a member of every object as a field',
      management({ constructor: { equals: ['x'] } }),
      `${A0}[1].Field: the field 'constructor' is not one for Management events; it may be one of eventCategory, readOnly, eventSource`,
    ],
    [
      'readOnly with another value',
      field('readOnly', { equals: ['yes'] }),
      `${A0}[2].Equals[0]: 'yes' is not a value of readOnly here; it may be true or false`,
    ],
    [
      'readOnly by exclusion',
      field('readOnly', { notEquals: ['true'] }),
      `${A0}[2].NotEquals: readOnly of Data events does not take NotEquals; use Equals`,
    ],
    [
      'a field without an operator',
      field('eventName', {}),
      `${A0}[2]: the field 'eventName' has no operator; add one of Equals, StartsWith, EndsWith, NotEquals, NotStartsWith, NotEndsWith with values`,
    ],
    [
      'an operator without values',
      field('eventName', { equals: [] }),
      `${A0}[2].Equals: Equals has no values; give at least one, or leave it out`,
    ],
    [
      'an empty value',
      field('eventName', { equals: [''] }),
      `${A0}[2].Equals[0]: a value has 1 to 2048 characters; this has 0`,
    ],
    [
      'a field that stands twice',
      trailWith({
        fieldSelectors: [
          ...dataSelector(S3).fieldSelectors,
          { field: 'eventName', equals: ['a'] },
          { field: 'eventName', equals: ['b'] },
        ],
      }),
      `${A0}[3].Field: the field 'eventName' stands here again; put all its operators into one field selector`,
    ],
    [
      'part of an ARN by Equals',
      field('resources.ARN', { equals: ['arn:aws:s3:::orders'] }),
      `${A0}[2].Equals[0]: 'arn:aws:s3:::orders' is not the whole ARN of one AWS::S3::Object (arn:P:s3:::BUCKET/OBJECT_PATH); complete it, or use StartsWith`,
    ],
    [
      'part of an ARN by NotEquals',
      field('resources.ARN', { notEquals: ['orders/'] }),
      `${A0}[2].NotEquals[0]: 'orders/' is not the whole ARN of one AWS::S3::Object (arn:P:s3:::BUCKET/OBJECT_PATH); complete it, or use NotStartsWith`,
    ],
    [
      'Insights beside others in a data store',
      store(selectorOf({ eventCategory: { equals: ['Insight'] } }), managementSelector()),
      "AdvancedEventSelectors: a selector of the category 'Insight' must be the only one; remove the others",
    ],
    [
      'basic and advanced selectors',
      { ...trailWith(managementSelector()), basic: [{}] },
      'EventSelectors: a trail has either EventSelectors or AdvancedEventSelectors; remove one of the two',
    ],
    [
      'basic selectors of a data store',
      { destination: 'eventDataStore', basic: [{}] },
      'EventSelectors: event data stores have advanced selectors only; use AdvancedEventSelectors',
    ],
    [
      'a multi-Region trail without global services',
      { destination: 'trail', multiRegion: true, includeGlobalServiceEvents: false },
      'IncludeGlobalServiceEvents: a multi-Region trail must include global service events; set it to true',
    ],
    [
      'another read/write type',
      basic({ readWriteType: 'readonly' }),
      "EventSelectors[0].ReadWriteType: 'readonly' is none of All, ReadOnly, WriteOnly",
    ],
    [
      'leaving another source out',
      basic({ excludeManagementEventSources: ['iam.amazonaws.com'] }),
      "EventSelectors[0].ExcludeManagementEventSources[0]: 'iam.amazonaws.com' cannot be left out; only kms.amazonaws.com and rdsdata.amazonaws.com can",
    ],
    [
      'a type that needs advanced selectors',
      listed('AWS::SQS::Queue', 'arn:aws:sqs:eu-west-1:111122223333:q'),
      "EventSelectors[0].DataResources[0].Type: 'AWS::SQS::Queue' is none of AWS::S3::Object, AWS::Lambda::Function, AWS::DynamoDB::Table; other types need advanced selectors",
    ],
    [
      'a bucket without a slash',
      listed(S3, 'arn:aws:s3:::orders'),
      "EventSelectors[0].DataResources[0].Values[0]: 'arn:aws:s3:::orders' is not a bucket's ARN with a slash and perhaps a prefix, such as arn:aws:s3:::BUCKET/, nor arn:aws:s3 for all; '*' is no wildcard",
    ],
    [
      'a star for all functions',
      listed('AWS::Lambda::Function', 'arn:aws:lambda:*'),
      "EventSelectors[0].DataResources[0].Values[0]: 'arn:aws:lambda:*' is not a function's whole ARN, such as arn:aws:lambda:eu-west-1:111122223333:function:NAME, nor arn:aws:lambda for all; '*' is no wildcard",
    ],
    [
      'a type without values',
      listed(S3),
      'EventSelectors[0].DataResources[0].Values: the list is empty; name resources, or remove the type',
    ],
  ];

  test.each(refused)('%s', (_, selection, message) => {
    expect(verifySelection(selection)).toHaveLength(1);
    expect(verifySelection(selection)[0]?.severity).toBe('error');
    expect(problemsOf(selection)).toEqual([message]);
  });

  test('all of several faults at once', () => {
    const selection = trailWith(
      managementSelector({ eventName: { equals: ['a'] }, readOnly: { equals: ['no'] } }),
      dataSelector('nothing'),
    );
    expect(codesOf(selection)).toEqual([
      'error field-not-allowed',
      'error value-not-allowed',
      'error not-a-type',
    ]);
  });

  test('a place inside a template', () => {
    const [problem] = verifySelection(trailWith(), 'Resources.Trail.Properties');
    expect(problem?.path).toBe('Resources.Trail.Properties.AdvancedEventSelectors');
  });
});

describe('fails for Insights and aggregation without what they rest on', () => {
  const reads = managementSelector({ readOnly: { equals: ['true'] } });
  const insights = (insightType: string, category: string, selection: Selection): Selection => ({
    ...selection,
    insights: [{ insightType, eventCategories: [category] }],
  });
  const basic = (selector: BasicSelector): Selection => ({ destination: 'trail', basic: [selector] });
  const cases: readonly [name: string, selection: Selection, codes: readonly string[]][] = [
    [
      'call rates of reads only',
      insights('ApiCallRateInsight', 'Management', trailWith(reads)),
      ['error insights-without-events'],
    ],
    ['error rates of reads only', insights('ApiErrorRateInsight', 'Management', trailWith(reads)), []],
    [
      'call rates without management events',
      insights('ApiCallRateInsight', 'Management', trailWith(dataSelector(S3))),
      ['error insights-without-events'],
    ],
    [
      'error rates without management events',
      insights('ApiErrorRateInsight', 'Management', trailWith(dataSelector(S3))),
      ['error insights-without-events'],
    ],
    [
      'call rates of data events without any',
      insights('ApiCallRateInsight', 'Data', trailWith(managementSelector())),
      ['error insights-without-events'],
    ],
    ['call rates of data events', insights('ApiCallRateInsight', 'Data', trailWith(dataSelector(S3))), []],
    [
      'error rates of data events that are reads',
      insights(
        'ApiErrorRateInsight',
        'Data',
        trailWith(dataSelector(S3, { readOnly: { equals: ['true'] } })),
      ),
      [],
    ],
    [
      'call rates of a trail without selectors',
      insights('ApiCallRateInsight', 'Management', { destination: 'trail' }),
      [],
    ],
    [
      'call rates of basic reads',
      insights('ApiCallRateInsight', 'Management', basic({ readWriteType: 'ReadOnly' })),
      ['error insights-without-events'],
    ],
    [
      'call rates of basic writes',
      insights('ApiCallRateInsight', 'Management', basic({ readWriteType: 'WriteOnly' })),
      [],
    ],
    [
      'error rates without basic management events',
      insights(
        'ApiErrorRateInsight',
        'Management',
        basic({ includeManagementEvents: false, dataResources: [{ type: S3, values: ['arn:aws:s3'] }] }),
      ),
      ['error insights-without-events'],
    ],
    [
      'Insights of data events in a trail without selectors',
      insights('ApiCallRateInsight', 'Data', { destination: 'trail' }),
      ['error insights-without-events'],
    ],
    [
      'an unknown kind',
      insights('ApiRate', 'Management', trailWith(managementSelector())),
      ['error value-not-allowed'],
    ],
    [
      'an unknown category',
      insights('ApiCallRateInsight', 'NetworkActivity', trailWith(managementSelector())),
      ['error value-not-allowed'],
    ],
    [
      'a kind that stands twice',
      {
        destination: 'trail',
        insights: [{ insightType: 'ApiCallRateInsight' }, { insightType: 'ApiCallRateInsight' }],
      },
      ['error value-repeated'],
    ],
    [
      'no categories',
      { destination: 'trail', insights: [{ insightType: 'ApiCallRateInsight', eventCategories: [] }] },
      ['error no-values'],
    ],
    [
      'aggregation without data events',
      {
        ...trailWith(managementSelector()),
        aggregations: [{ eventCategory: 'Data', templates: ['API_ACTIVITY'] }],
      },
      ['error aggregation-without-events'],
    ],
    [
      'aggregation of management events by an unknown template',
      {
        ...trailWith(dataSelector(S3)),
        aggregations: [{ eventCategory: 'Management', templates: ['ACTIVITY'] }],
      },
      ['error value-not-allowed', 'error value-not-allowed'],
    ],
    [
      'no templates',
      { ...trailWith(dataSelector(S3)), aggregations: [{ eventCategory: 'Data', templates: [] }] },
      ['error template-count'],
    ],
    [
      'Insights of data events in a data store',
      {
        ...store(dataSelector(S3)),
        insights: [{ insightType: 'ApiCallRateInsight', eventCategories: ['Data'] }],
      },
      ['error trails-only'],
    ],
    [
      'aggregation in a data store',
      { ...store(dataSelector(S3)), aggregations: [{ eventCategory: 'Data', templates: ['API_ACTIVITY'] }] },
      ['error trails-only'],
    ],
  ];

  test.each(cases)('%s', (_, selection, codes) => {
    expect(codesOf(selection)).toEqual(codes);
  });
});

describe('warnings', () => {
  const cases: readonly [name: string, selection: Selection, message: string][] = [
    [
      'a selector that stands twice, whatever its name',
      trailWith(managementSelector({}, 'a'), managementSelector({}, 'b')),
      'AdvancedEventSelectors[1]: an earlier selector has the same conditions; remove one',
    ],
    [
      'a name that two selectors have',
      trailWith(managementSelector({}, 'a'), dataSelector(S3, {}, 'a')),
      "AdvancedEventSelectors[1].Name: 'a' is the name of an earlier selector too; give each its own, to tell them apart",
    ],
    [
      'a value that stands twice',
      trailWith(dataSelector(S3, { eventName: { equals: ['GetObject', 'PutObject', 'GetObject'] } })),
      "AdvancedEventSelectors[0].FieldSelectors[2].Equals[2]: 'GetObject' stands here again, and counts toward the limit of values; remove one",
    ],
    [
      'values that are asked for and ruled out',
      trailWith(
        dataSelector(S3, {
          eventName: { equals: ['PutObject'], startsWith: ['Delete'], notStartsWith: ['Put', 'Del'] },
        }),
      ),
      "AdvancedEventSelectors[0].FieldSelectors[2]: nothing meets the conditions on 'eventName': each value that it asks for is ruled out here too; remove one of the two",
    ],
    [
      'a star',
      trailWith(dataSelector(S3, { eventName: { equals: ['Put*'] } })),
      "AdvancedEventSelectors[0].FieldSelectors[2].Equals[0]: 'Put*' has a '*', which Equals takes literally; use StartsWith or EndsWith",
    ],
    [
      'a type that is not in the list',
      trailWith(dataSelector('AWS::New::Thing')),
      "AdvancedEventSelectors[0].FieldSelectors[1].Equals[0]: 'AWS::New::Thing' is not in the list of November 2026; check its spelling",
    ],
    [
      'a network source that is not in the list',
      trailWith(networkSelector('new.amazonaws.com')),
      "AdvancedEventSelectors[0].FieldSelectors[1].Equals[0]: 'new.amazonaws.com' is not in the list of April 2026; check that it logs them",
    ],
    [
      'a basic selector that logs nothing',
      { destination: 'trail', basic: [{ includeManagementEvents: false }] },
      'EventSelectors[0]: it logs nothing: IncludeManagementEvents is false and there are no DataResources; remove it',
    ],
    [
      'an exclusion of what is not included',
      {
        destination: 'trail',
        basic: [
          {
            includeManagementEvents: false,
            excludeManagementEventSources: ['kms.amazonaws.com'],
            dataResources: [{ type: S3, values: ['arn:aws:s3'] }],
          },
        ],
      },
      'EventSelectors[0].ExcludeManagementEventSources: it has no effect while IncludeManagementEvents is false; remove it, or include the events',
    ],
  ];

  test.each(cases)('%s', (_, selection, message) => {
    expect(verifySelection(selection).map(({ severity }) => severity)).toEqual(['warning']);
    expect(problemsOf(selection)).toEqual([message]);
  });
});

describe('what only the deployment knows', () => {
  test('is no reason to refuse Insights or aggregation', () => {
    const hidden = unresolvedText('Fn::If HasWrites');
    const insights = [{ insightType: 'ApiCallRateInsight' }];
    const open: readonly Selection[] = [
      { ...trailWith({ fieldSelectors: [{ field: hidden }] }), insights },
      { ...trailWith(managementSelector({ readOnly: { equals: [hidden] } })), insights },
      { destination: 'trail', basic: [{ includeManagementEvents: hidden }], insights },
      { destination: 'trail', basic: [{ readWriteType: hidden }], insights },
    ];
    expect(open.map(problemsOf)).toEqual(open.map(() => []));
  });

  test('breaks no check, wherever it stands', () => {
    const token = unresolvedText('Token');
    const selection: Selection = {
      destination: 'trail',
      multiRegion: token,
      includeGlobalServiceEvents: token,
      advanced: [
        selectorOf({ eventCategory: { equals: [token] }, anything: { equals: [token] } }),
        dataSelector(S3, { 'resources.ARN': { equals: [token] }, eventName: { notEquals: [token] } }),
        selectorOf({ eventCategory: { equals: ['Data'] }, 'resources.type': { equals: [token] } }),
        managementSelector({ readOnly: { equals: [token] }, eventSource: { notEquals: [token] } }),
        selectorOf({ eventCategory: { equals: ['NetworkActivity'] }, eventSource: { equals: [token] } }),
        { name: token, fieldSelectors: [{ field: token }] },
        {
          name: token,
          fieldSelectors: [{ field: 'readOnly', equals: ['true'] }, { field: token }, { field: token }],
        },
      ],
      insights: [{ insightType: token, eventCategories: [token] }, { insightType: token }],
      aggregations: [{ eventCategory: token, templates: [token, token] }],
    };
    expect(problemsOf(selection)).toEqual([]);
    const halfHidden = selectorOf({ eventCategory: { equals: ['Data'] } });
    expect(
      problemsOf(trailWith({ fieldSelectors: [...halfHidden.fieldSelectors, { field: token }] })),
    ).toEqual([]);
    const { advanced, ...others } = selection;
    const basic: readonly BasicSelector[] = [
      {
        readWriteType: token,
        includeManagementEvents: token,
        excludeManagementEventSources: [token],
        dataResources: [
          { type: token, values: [token] },
          { type: S3, values: [token] },
        ],
      },
    ];
    expect(advanced).toHaveLength(7);
    expect(problemsOf({ ...others, basic })).toEqual([]);
  });
});
