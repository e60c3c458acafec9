import { OPERATORS } from './operator';
import { presentMembers } from './present-members';
import type { AdvancedSelector, BasicSelector, FieldSelector, Selection } from './selection';
import type { SelectorValue } from './selector-value';

type MapValue = (value: SelectorValue) => SelectorValue;

/** The selection with every value of its selectors replaced: tokens by unresolved text, or references by what is known. */
export function mapSelectorValues(selection: Selection, map: MapValue): Selection {
  return presentMembers({
    ...selection,
    advanced: selection.advanced?.map((selector) => mapAdvanced(selector, map)),
    basic: selection.basic?.map((selector) => mapBasic(selector, map)),
    insights: selection.insights?.map(({ insightType, eventCategories }) =>
      presentMembers({ insightType: map(insightType), eventCategories: eventCategories?.map(map) }),
    ),
    aggregations: selection.aggregations?.map(({ eventCategory, templates }) => ({
      eventCategory: map(eventCategory),
      templates: templates.map(map),
    })),
  });
}

function mapAdvanced({ name, fieldSelectors }: AdvancedSelector, map: MapValue): AdvancedSelector {
  return presentMembers({
    name: name === undefined ? undefined : map(name),
    fieldSelectors: fieldSelectors.map((fieldSelector) => mapField(fieldSelector, map)),
  });
}

function mapField(fieldSelector: FieldSelector, map: MapValue): FieldSelector {
  const uses = OPERATORS.map(({ name }) => [name, fieldSelector[name]?.map(map)]);
  return presentMembers<FieldSelector>({ field: map(fieldSelector.field), ...Object.fromEntries(uses) });
}

function mapBasic(selector: BasicSelector, map: MapValue): BasicSelector {
  const { readWriteType, excludeManagementEventSources, dataResources } = selector;
  return presentMembers({
    ...selector,
    readWriteType: readWriteType === undefined ? undefined : map(readWriteType),
    excludeManagementEventSources: excludeManagementEventSources?.map(map),
    dataResources: dataResources?.map(({ type, values }) => ({ type: map(type), values: values.map(map) })),
  });
}
