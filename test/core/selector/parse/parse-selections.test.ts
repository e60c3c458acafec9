import { explainSelection } from '../../../../lib/core/selector/explain/explain-selection';
import { unresolvedText } from '../../../../lib/core/selector/selector-value';
import { verifySelection } from '../../../../lib/core/selector/verify/verify-selection';
import { ADVANCED, BASIC } from './sample-documents';
import { selectionsOf } from './selections-of-text';

const PARSED_ADVANCED = [
  {
    name: 'S3 writes',
    fieldSelectors: [
      { field: 'eventCategory', equals: ['Data'] },
      { field: 'resources.type', equals: ['AWS::S3::Object'] },
      { field: 'readOnly', equals: ['false'] },
      {
        field: 'resources.ARN',
        startsWith: ['arn:aws:s3:::a/'],
        endsWith: ['.json'],
        notStartsWith: ['arn:aws:s3:::a/tmp/'],
      },
    ],
  },
];

const PARSED_BASIC = [
  {
    readWriteType: 'WriteOnly',
    includeManagementEvents: true,
    excludeManagementEventSources: ['kms.amazonaws.com'],
    dataResources: [{ type: 'AWS::S3::Object', values: ['arn:aws:s3'] }],
  },
];

function parse(json: unknown, known: Readonly<Record<string, string>> = {}) {
  return selectionsOf(json, new Map(Object.entries(known)));
}

function templateOf(properties: unknown, id = 'Trail') {
  return { Resources: { [id]: { Type: 'AWS::CloudTrail::Trail', Properties: properties } } };
}

describe('the forms of a document', () => {
  test('a bare list of advanced selectors is a trail', () => {
    expect(parse(ADVANCED)).toEqual({
      selections: [{ path: '', selection: { destination: 'trail', advanced: PARSED_ADVANCED } }],
      problems: [],
    });
  });

  test('a bare list of basic selectors is a trail', () => {
    expect(parse(BASIC).selections[0]?.selection).toEqual({ destination: 'trail', basic: PARSED_BASIC });
  });

  test('get-event-selectors output tells the trail and its home Region', () => {
    const TrailARN = 'arn:aws:cloudtrail:eu-west-1:111122223333:trail/main';
    expect(parse({ TrailARN, AdvancedEventSelectors: ADVANCED })).toEqual({
      selections: [
        {
          path: '',
          selection: {
            destination: 'trail',
            name: TrailARN,
            homeRegion: 'eu-west-1',
            advanced: PARSED_ADVANCED,
          },
        },
      ],
      problems: [],
    });
    expect(parse({ TrailARN, EventSelectors: BASIC }).selections[0]?.selection.basic).toEqual(PARSED_BASIC);
  });

  test('a template gives each trail with all its properties and their place', () => {
    const template = {
      Resources: {
        Bucket: { Type: 'AWS::S3::Bucket' },
        First: {
          Type: 'AWS::CloudTrail::Trail',
          Properties: {
            IsLogging: true,
            IsMultiRegionTrail: true,
            IncludeGlobalServiceEvents: 'true',
            TrailName: 'main',
            AdvancedEventSelectors: ADVANCED,
            InsightSelectors: [
              { InsightType: 'ApiCallRateInsight', EventCategories: ['Management', 'Data'] },
            ],
            AggregationConfigurations: [{ EventCategory: 'Data', Templates: ['API_ACTIVITY'] }],
          },
        },
        Second: { Type: 'AWS::CloudTrail::Trail', Properties: { IsLogging: false, EventSelectors: BASIC } },
      },
    };
    expect(parse(template, { 'AWS::Region': 'eu-west-1' })).toEqual({
      selections: [
        {
          path: 'Resources.First.Properties',
          selection: {
            destination: 'trail',
            name: 'main',
            homeRegion: 'eu-west-1',
            multiRegion: true,
            includeGlobalServiceEvents: true,
            isLogging: true,
            advanced: PARSED_ADVANCED,
            insights: [{ insightType: 'ApiCallRateInsight', eventCategories: ['Management', 'Data'] }],
            aggregations: [{ eventCategory: 'Data', templates: ['API_ACTIVITY'] }],
          },
        },
        {
          path: 'Resources.Second.Properties',
          selection: {
            destination: 'trail',
            name: 'Second',
            homeRegion: 'eu-west-1',
            multiRegion: false,
            isLogging: false,
            basic: PARSED_BASIC,
          },
        },
      ],
      problems: [],
    });
  });
});

describe('intrinsic functions', () => {
  const bucket = { Ref: 'Bucket' };
  const values: readonly [name: string, value: unknown, expected: unknown][] = [
    ['Ref', bucket, unresolvedText('Bucket')],
    ['Fn::GetAtt as a list', { 'Fn::GetAtt': ['Bucket', 'Arn'] }, unresolvedText('Bucket.Arn')],
    ['Fn::GetAtt as text', { 'Fn::GetAtt': 'Bucket.Arn' }, unresolvedText('Bucket.Arn')],
    [
      'Fn::Join',
      { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':s3:::', bucket, '/']] },
      { parts: ['arn:', { reference: 'AWS::Partition' }, ':s3:::', { reference: 'Bucket' }, '/'] },
    ],
    ['Fn::Join with a delimiter, of known pieces', { 'Fn::Join': [':', ['arn', 'aws', 's3']] }, 'arn:aws:s3'],
    [
      'Fn::Sub',
      { 'Fn::Sub': `arn:\${AWS::Partition}:s3:::\${Bucket}/\${!literal}` },
      { parts: ['arn:', { reference: 'AWS::Partition' }, ':s3:::', { reference: 'Bucket' }, `/\${literal}`] },
    ],
    [
      'Fn::Sub with variables',
      { 'Fn::Sub': [`\${Name}/\${Deep}`, { Name: 'x', Deep: { 'Fn::GetAtt': ['B', 'Arn'] } }] },
      { parts: ['x/', { reference: 'B.Arn' }] },
    ],
    ['Fn::ImportValue', { 'Fn::ImportValue': 'Stack:Bucket' }, unresolvedText('import Stack:Bucket')],
    ['Fn::If', { 'Fn::If': ['IsProd', 'a', 'b'] }, unresolvedText('condition IsProd')],
    ['a join of what is no text', { 'Fn::Join': ['', [['x']]] }, unresolvedText('text of ["x"]')],
    ['an argument of the wrong type', { 'Fn::Sub': 7 }, unresolvedText('Fn::Sub')],
  ];

  test.each(values)('%s is text, or text with references', (_, value, expected) => {
    const { selections, problems } = parse([{ FieldSelectors: [{ Field: 'eventName', Equals: [value] }] }]);
    expect(problems).toEqual([]);
    expect(selections[0]?.selection.advanced?.[0]?.fieldSelectors[0]?.equals).toEqual([expected]);
  });

  test('are replaced by what the caller knows of the deployment', () => {
    const value = { 'Fn::Sub': `arn:\${AWS::Partition}:s3:::\${Bucket}/\${Bucket.Arn}` };
    const document = [{ FieldSelectors: [{ Field: 'eventName', Equals: [value] }] }];
    const known = { 'AWS::Partition': 'aws', Bucket: 'logs', 'Bucket.Arn': 'x' };
    const [parsed] = parse(document, known).selections;
    expect(parsed?.selection.advanced?.[0]?.fieldSelectors[0]?.equals).toEqual(['arn:aws:s3:::logs/x']);
  });

  test('AWS::NoValue is nothing at all', () => {
    const noValue = { Ref: 'AWS::NoValue' };
    const template = templateOf({ EventSelectors: noValue, AdvancedEventSelectors: [noValue, ...ADVANCED] });
    const [parsed] = parse(template).selections;
    expect(parsed?.selection.basic).toBeUndefined();
    expect(parsed?.selection.advanced).toEqual(PARSED_ADVANCED);
  });

  test('in the place of lists, selectors and flags break nothing and leave the answer open', () => {
    const hidden = { 'Fn::If': ['HasData', { Ref: 'Some' }, { Ref: 'Others' }] };
    const templates = [
      templateOf({ AdvancedEventSelectors: hidden }),
      templateOf({ AdvancedEventSelectors: [hidden] }),
      templateOf({ AdvancedEventSelectors: [{ FieldSelectors: hidden }] }),
      templateOf({
        AdvancedEventSelectors: [{ FieldSelectors: [{ Field: 'eventCategory', Equals: hidden }] }],
      }),
      templateOf({ EventSelectors: hidden }),
      templateOf({ EventSelectors: [{ IncludeManagementEvents: hidden }] }),
      templateOf({ IsLogging: hidden }),
    ];
    for (const template of templates) {
      const { selections, problems } = parse(template, { 'AWS::Region': 'eu-west-1' });
      expect(problems).toEqual([]);
      const [parsed] = selections;
      if (parsed === undefined) throw new Error('nothing was read');
      expect(verifySelection(parsed.selection)).toEqual([]);
      const record = { eventCategory: 'Management', awsRegion: 'eu-west-1', readOnly: true };
      expect(explainSelection(parsed.selection, record).logged).toBeNull();
    }
  });
});
