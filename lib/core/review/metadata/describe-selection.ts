import { OPERATORS } from '../../selector/operator';
import type { AdvancedSelector, BasicSelector, FieldSelector, Selection } from '../../selector/selection';
import { renderValue, type SelectorValue } from '../../selector/selector-value';

/** Maximum number of values of a field in one line; more are on separate lines. */
const MAX_VALUES_IN_LINE = 5;

/** Operators in words. */
const WORDS: Readonly<Record<(typeof OPERATORS)[number]['name'], string>> = {
  equals: '=',
  startsWith: 'starts with',
  endsWith: 'ends with',
  notEquals: '!=',
  notStartsWith: 'does not start with',
  notEndsWith: 'does not end with',
};

type Line = readonly [name: string, text: string];

/** The events that a trail or an event data store logs: a line for each selector, and one for each value of a long list. */
export function describeSelection(selection: Selection): readonly Line[] {
  const { advanced, basic, insights = [], aggregations = [] } = selection;
  const isWhole = advanced === undefined && basic === undefined;
  return [
    ...(selection.isLogging === false ? [line('Logging', 'stopped')] : []),
    ...(selection.multiRegion === false ? [line('Regions', 'the home Region alone')] : []),
    ...(isWhole ? [line('Management events', 'all')] : []),
    ...(advanced ?? []).flatMap(describeAdvanced),
    ...(basic ?? []).map((each, index) => line(`Basic selector ${index + 1}`, describeBasic(each))),
    ...insights.map(({ insightType, eventCategories = ['Management'] }) =>
      line(`Insights ${renderValue(insightType)}`, `of ${join(eventCategories)} events`),
    ),
    ...aggregations.map(({ eventCategory, templates }) =>
      line(`Aggregated ${renderValue(eventCategory)} events`, join(templates)),
    ),
  ];
}

function line(name: string, text: string): Line {
  return [name, text];
}

function describeAdvanced({ name = 'Selector', fieldSelectors }: AdvancedSelector): readonly Line[] {
  const title = renderValue(name);
  const parts = fieldSelectors.flatMap((each) => partsOf(each));
  return [
    line(title, parts.map(({ field, word, values }) => `${field} ${word} ${inLine(values)}`).join('; ')),
    ...parts
      .filter(({ values }) => values.length > MAX_VALUES_IN_LINE)
      .flatMap(({ field, word, values }) =>
        values.map((value) => line(`${title}: ${renderValue(value)}`, `${field} ${word} it`)),
      ),
  ];
}

function partsOf(fieldSelector: FieldSelector) {
  return OPERATORS.flatMap(({ name }) => {
    const values = fieldSelector[name];
    return values === undefined
      ? []
      : [{ field: renderValue(fieldSelector.field), word: WORDS[name], values }];
  });
}

function inLine(values: readonly SelectorValue[]): string {
  return values.length > MAX_VALUES_IN_LINE ? 'any of a list' : join(values);
}

function describeBasic(selector: BasicSelector): string {
  const { readWriteType = 'All', includeManagementEvents = true, dataResources = [] } = selector;
  const { excludeManagementEventSources: excluded = [] } = selector;
  return [
    `${renderValue(readWriteType)} events`,
    `management events: ${renderValue(includeManagementEvents)}`,
    ...(excluded.length === 0 ? [] : [`without ${join(excluded)}`]),
    ...dataResources.map(({ type, values }) => `${renderValue(type)} of ${join(values)}`),
  ].join('; ');
}

function join(values: readonly SelectorValue[]): string {
  return values.map(renderValue).join(', ');
}
