/** What the API would refuse in Insights selectors and aggregation configurations. */
import { AGGREGATION_TEMPLATES } from '../explain/explain-insights';
import { type EventKind, logsEventsOf } from '../logged-events';
import type { AggregationConfiguration, InsightsSelector, Selection } from '../selection';
import { refusal, type SelectionProblem } from '../selection-problem';
import { isResolved, resolvedValues, type SelectorValue } from '../selector-value';

type Problems = readonly SelectionProblem[];

/** What a kind of Insights needs to be logged, by the category it analyses. */
const PRECONDITIONS: Readonly<
  Record<string, Readonly<Record<string, { readonly kind: EventKind; readonly words: string }>>>
> = {
  ApiCallRateInsight: {
    Management: { kind: 'writeManagement', words: 'write management events' },
    Data: { kind: 'data', words: 'data events' },
  },
  ApiErrorRateInsight: {
    Management: { kind: 'management', words: 'management events' },
    Data: { kind: 'data', words: 'data events' },
  },
};

const INSIGHT_TYPES = Object.keys(PRECONDITIONS);
const CATEGORIES = ['Management', 'Data'];
const MAX_AGGREGATIONS = 1;
const MAX_TEMPLATES = 50;

/** All problems of the selection's Insights selectors. */
export function verifyInsights(selection: Selection, path: string): Problems {
  const { insights = [] } = selection;
  return [
    ...verifyKnown(
      insights.map(({ insightType }) => insightType),
      INSIGHT_TYPES,
      (index) => `${path}[${index}].InsightType`,
    ),
    ...insights.flatMap((each, index) => verifyInsightsSelector(selection, each, `${path}[${index}]`)),
  ];
}

function verifyInsightsSelector(selection: Selection, selector: InsightsSelector, path: string): Problems {
  const { insightType, eventCategories = ['Management'] } = selector;
  const categoriesPath = `${path}.EventCategories`;
  if (eventCategories.length === 0) {
    return [
      refusal('no-values', categoriesPath, 'the list is empty; name Management or Data, or leave it out'),
    ];
  }
  return [
    ...verifyKnown(eventCategories, CATEGORIES, (index) => `${categoriesPath}[${index}]`),
    ...verifyDestination(selection, eventCategories, categoriesPath),
    ...resolvedValues(eventCategories).flatMap((category) =>
      isResolved(insightType) ? verifyPrecondition(selection, insightType, category, path) : [],
    ),
  ];
}

function verifyDestination(
  { destination }: Selection,
  eventCategories: readonly SelectorValue[],
  path: string,
): Problems {
  if (destination === 'trail' || !eventCategories.includes('Data')) return [];
  return [refusal('trails-only', path, 'only trails have Insights of Data events; leave Data out')];
}

function verifyPrecondition(
  selection: Selection,
  insightType: string,
  category: string,
  path: string,
): Problems {
  const byCategory = Object.hasOwn(PRECONDITIONS, insightType) ? PRECONDITIONS[insightType] : undefined;
  const needed =
    byCategory !== undefined && Object.hasOwn(byCategory, category) ? byCategory[category] : undefined;
  if (needed === undefined || logsEventsOf(needed.kind, selection) !== 'no') return [];
  const message =
    `${insightType} of ${category} events needs ${needed.words}, and no selector logs any; ` +
    'add a selector for them, or remove the Insights selector';
  return [refusal('insights-without-events', path, message)];
}

/** All problems of the selection's aggregation configurations. */
export function verifyAggregations(selection: Selection, path: string): Problems {
  const { aggregations = [] } = selection;
  const problems = aggregations.flatMap((each, index) => verifyAggregation(each, `${path}[${index}]`));
  if (aggregations.length > MAX_AGGREGATIONS) {
    const message = `there are ${aggregations.length} configurations; a trail allows at most ${MAX_AGGREGATIONS}: merge their templates`;
    return [refusal('too-many-aggregations', path, message), ...problems];
  }
  if (aggregations.length === 0 || logsEventsOf('data', selection) !== 'no') return problems;
  const message = 'aggregation needs data events, and no selector logs any; add one for them, or remove this';
  return [refusal('aggregation-without-events', path, message), ...problems];
}

function verifyAggregation({ eventCategory, templates }: AggregationConfiguration, path: string): Problems {
  const templatesPath = `${path}.Templates`;
  const known = [...AGGREGATION_TEMPLATES.keys()];
  const countMessage = `it has ${templates.length} templates; it allows 1 to ${MAX_TEMPLATES}`;
  const hasCount = templates.length > 0 && templates.length <= MAX_TEMPLATES;
  return [
    ...verifyKnown([eventCategory], ['Data'], () => `${path}.EventCategory`),
    ...(hasCount ? [] : [refusal('template-count', templatesPath, countMessage)]),
    ...verifyKnown(templates, known, (index) => `${templatesPath}[${index}]`),
  ];
}

/** Each value must be one of the known ones, and occur once. */
function verifyKnown(
  values: readonly SelectorValue[],
  known: readonly string[],
  pathOf: (index: number) => string,
): Problems {
  return values.flatMap((value, index) => {
    if (!isResolved(value)) return [];
    if (!known.includes(value)) {
      return [refusal('value-not-allowed', pathOf(index), `'${value}' is not one of ${known.join(', ')}`)];
    }
    if (values.indexOf(value) === index) return [];
    return [refusal('value-repeated', pathOf(index), `'${value}' is repeated here; remove one`)];
  });
}
