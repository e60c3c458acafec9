import type { AdvancedSelector, BasicSelector, Selection } from '../../../../lib/core/selector/selection';
import { verifySelection } from '../../../../lib/core/selector/verify/verify-selection';
import { dataSelector, managementSelector, trailWith } from '../sample-selections';

const S3 = 'AWS::S3::Object';

function codesOf(selection: Selection): readonly string[] {
  return verifySelection(selection).map(({ severity, code }) => `${severity} ${code}`);
}

function store(...advanced: readonly AdvancedSelector[]): Selection {
  return { destination: 'eventDataStore', advanced };
}

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
