import type { BasicSelector, Selection } from '../../../../lib/core/selector/selection';
import { renderSelectionProblem } from '../../../../lib/core/selector/selection-problem';
import { unresolvedText } from '../../../../lib/core/selector/selector-value';
import { verifySelection } from '../../../../lib/core/selector/verify/verify-selection';
import {
  dataSelector,
  managementSelector,
  networkSelector,
  selectorOf,
  trailWith,
} from '../sample-selections';

const S3 = 'AWS::S3::Object';

function problemsOf(selection: Selection): readonly string[] {
  return verifySelection(selection).map(renderSelectionProblem);
}

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
      "AdvancedEventSelectors[1].Name: 'a' is also the name of an earlier selector; give each its own name",
    ],
    [
      'a value that stands twice',
      trailWith(dataSelector(S3, { eventName: { equals: ['GetObject', 'PutObject', 'GetObject'] } })),
      "AdvancedEventSelectors[0].FieldSelectors[2].Equals[2]: 'GetObject' is repeated here, and counts toward the limit of values; remove one",
    ],
    [
      'values that are asked for and ruled out',
      trailWith(
        dataSelector(S3, {
          eventName: { equals: ['PutObject'], startsWith: ['Delete'], notStartsWith: ['Put', 'Del'] },
        }),
      ),
      "AdvancedEventSelectors[0].FieldSelectors[2]: nothing meets the conditions on 'eventName': each value that it selects is also excluded here; remove one of the two",
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
