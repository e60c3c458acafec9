import fc from 'fast-check';
import { explainSelection } from '../../../../lib/core/selector/explain/explain-selection';
import { renderSelectionProblem } from '../../../../lib/core/selector/selection-problem';
import { verifySelection } from '../../../../lib/core/selector/verify/verify-selection';
import { cases } from '../../../jest/cases';
import { selectionsOf } from './selections-of-text';

function parse(json: unknown, known: Readonly<Record<string, string>> = {}) {
  return selectionsOf(json, new Map(Object.entries(known)));
}

function templateOf(properties: unknown, id = 'Trail') {
  return { Resources: { [id]: { Type: 'AWS::CloudTrail::Trail', Properties: properties } } };
}

function problemsOf(json: unknown): readonly string[] {
  return parse(json).problems.map(renderSelectionProblem);
}

describe('fails, with the place, for', () => {
  const selector = (member: object) => [{ FieldSelectors: [{ Field: 'eventName', ...member }] }];
  const refused: readonly [name: string, json: unknown, messages: readonly string[]][] = [
    [
      'a document of no known form',
      { Trails: [] },
      [
        'expected one of these: a template with Resources, get-event-selectors output with AdvancedEventSelectors or EventSelectors, a list of selectors',
      ],
    ],
    [
      'a number',
      7,
      [
        'expected one of these: a template with Resources, get-event-selectors output with AdvancedEventSelectors or EventSelectors, a list of selectors',
      ],
    ],
    ['a selector that is text', ['x'], ["AdvancedEventSelectors[0]: string 'x' found, expected an object"]],
    [
      'a list that is none',
      selector({ Equals: 'PutObject' }),
      [
        "AdvancedEventSelectors[0].FieldSelectors[0].Equals: string 'PutObject' found, expected a list; put it in square brackets",
      ],
    ],
    [
      'a value that is an object',
      selector({ Equals: [{ a: 1, b: 2 }] }),
      ['AdvancedEventSelectors[0].FieldSelectors[0].Equals[0]: an object found, expected text'],
    ],
    [
      'a value that is a list',
      selector({ Equals: [['a']] }),
      ['AdvancedEventSelectors[0].FieldSelectors[0].Equals[0]: a list found, expected text'],
    ],
    [
      'an operator in lower case',
      selector({ equals: ['a'] }),
      [
        "AdvancedEventSelectors[0].FieldSelectors[0].equals: 'equals' is not one of Field, Equals, StartsWith, EndsWith, NotEquals, NotStartsWith, NotEndsWith; letter case counts",
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
      ["EventSelectors[0].IncludeManagementEvents: string 'yes' found, expected true or false"],
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

  test('values that are not text, which are taken with a warning', () => {
    const { selections, problems } = parse(selector({ Equals: [true, 7] }));
    expect(selections[0]?.selection.advanced?.[0]?.fieldSelectors[0]?.equals).toEqual(['true', '7']);
    expect(problems.map(({ severity, path, message }) => [severity, path, message])).toEqual([
      [
        'warning',
        'AdvancedEventSelectors[0].FieldSelectors[0].Equals[0]',
        "true is read as the text 'true'; write it in quotes",
      ],
      [
        'warning',
        'AdvancedEventSelectors[0].FieldSelectors[0].Equals[1]',
        "7 is read as the text '7'; write it in quotes",
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
        expect(problems.every(({ message }) => message !== '')).toBe(true);
        for (const { selection, path } of selections) {
          verifySelection(selection, path);
          explainSelection(selection, record);
          read += 1;
        }
      }),
      { numRuns: 5_000 },
    );
    expect(read).toBeGreaterThan(cases(1_000));
  });
});
