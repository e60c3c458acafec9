import { compareText } from '../operator';
import type { AggregationConfiguration, InsightsSelector } from '../selection';
import { anyOf } from '../selection-problem';
import { renderValue } from '../selector-value';
import { type ExaminedRecord, isDataOperation, textAt } from './examined-record';
import { type ConditionOutcome, outcomeOf, renderValues, type SelectorVerdict } from './explanation';

/** What an Insights selector of a trail does with an Insights record. */
export function explainInsights(
  name: string,
  { insightType, eventCategories = ['Management'] }: InsightsSelector,
  { record }: ExaminedRecord,
): SelectorVerdict {
  const type = textAt(record, 'insightDetails', 'insightType') ?? '';
  const source = textAt(record, 'insightDetails', 'eventSource');
  const operation = textAt(record, 'insightDetails', 'eventName');
  // The record does not say what kind of events it sums up.
  const analysed = isDataOperation(source, operation) ? 'Data' : 'Management';
  return outcomeOf(name, [
    {
      verdict: compareText('equals', type, insightType),
      words: () => `insightType is '${type}' (InsightType ${renderValue(insightType)})`,
    },
    {
      verdict: anyOf(eventCategories.map((category) => compareText('equals', analysed, category))),
      words: () =>
        `it is about '${operation}', a ${analysed} event (EventCategories ${renderValues(eventCategories)})`,
    },
  ]);
}

/**
 * The templates of aggregation, with the dimension that the records of each are about.
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/aggregating-data-events.html
 */
export const AGGREGATION_TEMPLATES: ReadonlyMap<string, string> = new Map([
  ['API_ACTIVITY', 'eventName'],
  ['RESOURCE_ACCESS', 'resourceARN'],
  ['USER_ACTIONS', 'userIdentity'],
]);

/** What an aggregation configuration of a trail does with an aggregated record. */
export function explainAggregation(
  name: string,
  { templates }: AggregationConfiguration,
  { record }: ExaminedRecord,
): SelectorVerdict {
  const dimension = textAt(record, 'summary', 'primaryDimension', 'dimension') ?? '';
  const template = [...AGGREGATION_TEMPLATES].find(([, each]) => each === dimension)?.[0] ?? '';
  const condition: ConditionOutcome = {
    verdict: anyOf(templates.map((each) => compareText('equals', template, each))),
    words: () => `its primary dimension is '${dimension}' (Templates ${renderValues(templates)})`,
  };
  return outcomeOf(name, [condition]);
}
