import fc from 'fast-check';
import { explainSelection } from '../../../../lib/core/selector/explain/explain-selection';
import { parseSelections } from '../../../../lib/core/selector/parse/parse-selections';
import { renderSelectionProblem } from '../../../../lib/core/selector/selection-problem';
import { unresolvedText } from '../../../../lib/core/selector/selector-value';
import { verifySelection } from '../../../../lib/core/selector/verify/verify-selection';

const ADVANCED = [
  {
    Name: 'S3 writes',
    FieldSelectors: [
      { Field: 'eventCategory', Equals: ['Data'] },
      { Field: 'resources.type', Equals: ['AWS::S3::Object'] },
      { Field: 'readOnly', Equals: ['false'] },
      {
        Field: 'resources.ARN',
        StartsWith: ['arn:aws:s3:::a/'],
        NotStartsWith: ['arn:aws:s3:::a/tmp/'],
        EndsWith: ['.json'],
      },
    ],
  },
];

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

const BASIC = [
  {
    ReadWriteType: 'WriteOnly',
    IncludeManagementEvents: true,
    DataResources: [{ Type: 'AWS::S3::Object', Values: ['arn:aws:s3'] }],
    ExcludeManagementEventSources: ['kms.amazonaws.com'],
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
  return parseSelections(JSON.stringify(json), new Map(Object.entries(known)));
}

function templateOf(properties: unknown, id = 'Trail') {
  return { Resources: { [id]: { Type: 'AWS::CloudTrail::Trail', Properties: properties } } };
}

function problemsOf(json: unknown): readonly string[] {
  return parse(json).problems.map(renderSelectionProblem);
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

  test('a byte order mark is no part of the text', () => {
    expect(parseSelections(`\uFEFF${JSON.stringify(ADVANCED)}`).problems).toEqual([]);
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
    [
      'Fn::ImportValue',
      { 'Fn::ImportValue': 'Stack:Bucket' },
      unresolvedText('Fn::ImportValue Stack:Bucket'),
    ],
    ['Fn::If', { 'Fn::If': ['IsProd', 'a', 'b'] }, unresolvedText('Fn::If IsProd')],
    ['a join of what is no text', { 'Fn::Join': ['', [['x']]] }, unresolvedText('Fn::Join')],
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
    const hidden = { 'Fn::If': ['HasData', [], []] };
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

describe('fails, with the place, for', () => {
  const selector = (member: object) => [{ FieldSelectors: [{ Field: 'eventName', ...member }] }];
  const refused: readonly [name: string, json: unknown, messages: readonly string[]][] = [
    [
      'a document of no known form',
      { Trails: [] },
      [
        'this is none of: a template with Resources, get-event-selectors output with AdvancedEventSelectors or EventSelectors, a list of selectors',
      ],
    ],
    [
      'a number',
      7,
      [
        'this is none of: a template with Resources, get-event-selectors output with AdvancedEventSelectors or EventSelectors, a list of selectors',
      ],
    ],
    [
      'a template without trails',
      { Resources: { A: { Type: 'AWS::S3::Bucket' } } },
      ['Resources: the template has no resource of type AWS::CloudTrail::Trail'],
    ],
    [
      'resources that are no object',
      { Resources: 'x' },
      [
        "Resources: string 'x' stands here, not an object",
        'Resources: the template has no resource of type AWS::CloudTrail::Trail',
      ],
    ],
    ['a selector that is text', ['x'], ["AdvancedEventSelectors[0]: string 'x' stands here, not an object"]],
    [
      'a list that is none',
      selector({ Equals: 'PutObject' }),
      [
        "AdvancedEventSelectors[0].FieldSelectors[0].Equals: string 'PutObject' stands here, not a list; put it in square brackets",
      ],
    ],
    [
      'a value that is an object',
      selector({ Equals: [{ a: 1, b: 2 }] }),
      ['AdvancedEventSelectors[0].FieldSelectors[0].Equals[0]: an object stands here, not text'],
    ],
    [
      'a value that is a list',
      selector({ Equals: [['a']] }),
      ['AdvancedEventSelectors[0].FieldSelectors[0].Equals[0]: a list stands here, not text'],
    ],
    [
      'an operator in lower case',
      selector({ equals: ['a'] }),
      [
        "AdvancedEventSelectors[0].FieldSelectors[0].equals: 'equals' is none of Field, Equals, StartsWith, EndsWith, NotEquals, NotStartsWith, NotEndsWith; letter case counts",
      ],
    ],
    [
      'a field selector without a field',
      [{ FieldSelectors: [{ Equals: ['a'] }] }],
      [
        "AdvancedEventSelectors[0].FieldSelectors[0]: a field selector names no Field; give one, such as 'eventName'",
      ],
    ],
    [
      'a data resource without a type',
      [{ DataResources: [{ Values: ['arn:aws:s3'] }] }],
      ['EventSelectors[0].DataResources[0]: Type is missing'],
    ],
    [
      'a flag that is none',
      [{ IncludeManagementEvents: 'yes' }],
      ["EventSelectors[0].IncludeManagementEvents: string 'yes' stands here, not true or false"],
    ],
    [
      'an Insights selector without a type',
      templateOf({ InsightSelectors: [{}] }),
      ['Resources.Trail.Properties.InsightSelectors[0]: InsightType is missing'],
    ],
    [
      'an aggregation without a category',
      templateOf({ AggregationConfigurations: [{}] }),
      ['Resources.Trail.Properties.AggregationConfigurations[0]: EventCategory is missing'],
    ],
    [
      'a list that is far too long',
      Array.from({ length: 1_001 }, () => ({ FieldSelectors: [] })),
      ['AdvancedEventSelectors: the list has 1001 items; at most 1000 are read'],
    ],
  ];

  test.each(refused)('%s', (_, json, messages) => {
    expect(problemsOf(json)).toEqual(messages);
  });

  test('text that is not JSON', () => {
    const { selections, problems } = parseSelections('Resources:\n  Trail:');
    expect(selections).toEqual([]);
    expect(problems.map(({ code }) => code)).toEqual(['not-json']);
    expect(problems[0]?.message).toMatch(/^not JSON: /);
  });

  test('text that is too long to be a template', () => {
    expect(parseSelections(' '.repeat(16 * 1024 * 1024 + 1)).problems.map(({ code }) => code)).toEqual([
      'text-too-long',
    ]);
  });

  test('values that are not text, which are taken with a warning', () => {
    const { selections, problems } = parse(selector({ Equals: [true, 7] }));
    expect(selections[0]?.selection.advanced?.[0]?.fieldSelectors[0]?.equals).toEqual(['true', '7']);
    expect(problems.map(({ severity, path, message }) => [severity, path, message])).toEqual([
      [
        'warning',
        'AdvancedEventSelectors[0].FieldSelectors[0].Equals[0]',
        "true is taken as the text 'true'; write it in quotes",
      ],
      [
        'warning',
        'AdvancedEventSelectors[0].FieldSelectors[0].Equals[1]',
        "7 is taken as the text '7'; write it in quotes",
      ],
    ]);
  });
});

describe('any text', () => {
  const keys = [
    ...['Resources', 'Type', 'Properties', 'AdvancedEventSelectors', 'EventSelectors', 'InsightSelectors'],
    ...[
      'AggregationConfigurations',
      'FieldSelectors',
      'Field',
      'Equals',
      'NotStartsWith',
      'DataResources',
      'Values',
    ],
    ...[
      'Name',
      'TrailARN',
      'Ref',
      'Fn::Sub',
      'Fn::Join',
      'Fn::If',
      'Fn::GetAtt',
      'IsLogging',
      '__proto__',
      'constructor',
    ],
  ];
  const words = [
    'AWS::CloudTrail::Trail',
    'eventCategory',
    'Data',
    'AWS::NoValue',
    `\${A}\${!B}\${`,
    '',
    'arn:aws:s3',
  ];
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { maxDepth: 7 },
      fc.constantFrom<unknown>(...words, null, true, false, 0),
      fc.array(tie('tree'), { maxLength: 4 }),
      fc.array(fc.tuple(fc.constantFrom(...keys), tie('tree')), { maxLength: 5 }).map((entries) => {
        const text = entries.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`);
        return JSON.parse(`{${text.join(',')}}`) as unknown;
      }),
    ),
  }));
  const document = fc.oneof(
    tree,
    tree.map((properties) => templateOf(properties)),
  );
  const record = { eventCategory: 'Data', resources: [{ type: 'AWS::S3::Object', ARN: 'arn:aws:s3:::b/k' }] };

  test('is read, verified and explained without an exception', () => {
    let read = 0;
    fc.assert(
      fc.property(document, (json) => {
        const { selections, problems } = parse(json);
        expect(selections.length + problems.length).toBeGreaterThan(0);
        for (const { selection, path } of selections) {
          verifySelection(selection, path);
          explainSelection(selection, record);
          read += 1;
        }
      }),
      { seed: 20_261_120, numRuns: 5_000 },
    );
    expect(read).toBeGreaterThan(1_000);
  });

  test('of damaged JSON is refused or read, never thrown over', () => {
    const text = JSON.stringify(templateOf({ AdvancedEventSelectors: ADVANCED, EventSelectors: BASIC }));
    fc.assert(
      fc.property(fc.nat(text.length), fc.nat(20), fc.string({ maxLength: 3 }), (at, length, inserted) => {
        const { selections, problems } = parseSelections(
          text.slice(0, at) + inserted + text.slice(at + length),
        );
        expect(selections.length + problems.length).toBeGreaterThan(0);
      }),
      { seed: 20_261_120, numRuns: 2_000 },
    );
  });

  test('as deep as memory allows is no danger', () => {
    const depth = 100_000;
    const deepLists = `${'['.repeat(depth)}${']'.repeat(depth)}`;
    const deepJoins = `${'{"Fn::Join":["",['.repeat(depth)}"x"${']]}'.repeat(depth)}`;
    for (const value of [deepLists, deepJoins]) {
      const text = `[{"FieldSelectors":[{"Field":"eventName","Equals":[${value}]}]}]`;
      expect(parseSelections(text).selections).toHaveLength(1);
    }
    expect(parseSelections(deepLists).problems.map(({ code }) => code)).toEqual(['not-an-object']);
  });
});
