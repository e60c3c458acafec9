/** The JSON of selectors, as the API and CloudFormation write it, into the model. */

import { OPERATORS } from '../operator';
import {
  type AdvancedSelector,
  type AggregationConfiguration,
  type BasicSelector,
  type DataResource,
  type FieldSelector,
  type InsightsSelector,
  presentMembers,
  type Selection,
} from '../selection';
import { type SelectorValue, unresolvedText } from '../selector-value';
import type { JsonPlace } from './json-place';

/** The parts of a selection that are side by side in a trail's properties. */
export type SelectorLists = Pick<Selection, 'advanced' | 'basic' | 'insights' | 'aggregations'>;

/** Reads the selector lists of an object; each property that is absent there is absent here. */
export function readSelectorLists(place: JsonPlace): SelectorLists {
  return {
    advanced: readList(place.member('AdvancedEventSelectors'), readAdvancedSelector),
    basic: readList(place.member('EventSelectors'), readBasicSelector),
    insights: readList(place.member('InsightSelectors'), readInsightsSelector),
    aggregations: readList(place.member('AggregationConfigurations'), readAggregation),
  };
}

/**
 * Reads a list without its property: basic selectors when its items look so, else advanced ones. Problems call the
 * list by the property that it would be.
 */
export function readBareList(place: JsonPlace): SelectorLists {
  const items: readonly unknown[] = Array.isArray(place.value) ? place.value : [];
  const isBasic = items.some(
    (item) => typeof item === 'object' && item !== null && BASIC_MEMBERS.some((key) => key in item),
  );
  return isBasic
    ? { basic: readList(place.calledAs('EventSelectors'), readBasicSelector) }
    : { advanced: readList(place.calledAs('AdvancedEventSelectors'), readAdvancedSelector) };
}

const BASIC_MEMBERS = ['ReadWriteType', 'IncludeManagementEvents', 'DataResources'];

const ADVANCED_MEMBERS = ['Name', 'FieldSelectors'];

function readList<T>(place: JsonPlace, read: (item: JsonPlace) => T | undefined): readonly T[] | undefined {
  return place.items()?.flatMap((item) => read(item) ?? []);
}

function readAdvancedSelector(place: JsonPlace): AdvancedSelector | undefined {
  if (place.isOpaque()) return { fieldSelectors: [readOpaqueField(place)] };
  if (!checkMembers(place, ADVANCED_MEMBERS)) return undefined;
  const fieldSelectors = readList(place.member('FieldSelectors'), readFieldSelector) ?? [];
  return presentMembers({ name: place.member('Name').text(), fieldSelectors });
}

function readFieldSelector(place: JsonPlace): FieldSelector | undefined {
  if (place.isOpaque()) return readOpaqueField(place);
  if (!checkMembers(place, ['Field', ...OPERATORS.map(({ property }) => property)])) return undefined;
  const field = place.member('Field').text();
  if (field === undefined) {
    place.refuse('no-field', "a field selector names no Field; give one, such as 'eventName'");
    return undefined;
  }
  const uses = OPERATORS.map(({ name, property }) => [name, readTexts(place.member(property))]);
  return presentMembers<FieldSelector>({ field, ...Object.fromEntries(uses) });
}

function readOpaqueField(place: JsonPlace): FieldSelector {
  return { field: place.text() ?? unresolvedText(place.path) };
}

function readBasicSelector(place: JsonPlace): BasicSelector | undefined {
  if (place.isOpaque()) {
    const hidden = unresolvedText(place.path);
    return {
      readWriteType: hidden,
      includeManagementEvents: hidden,
      dataResources: [{ type: hidden, values: [hidden] }],
    };
  }
  if (!checkMembers(place, [...BASIC_MEMBERS, 'ExcludeManagementEventSources'])) return undefined;
  return presentMembers({
    readWriteType: place.member('ReadWriteType').text(),
    includeManagementEvents: place.member('IncludeManagementEvents').flag(),
    excludeManagementEventSources: readTexts(place.member('ExcludeManagementEventSources')),
    dataResources: readList(place.member('DataResources'), readDataResource),
  });
}

function readDataResource(place: JsonPlace): DataResource | undefined {
  const hidden = unresolvedText(place.path);
  if (place.isOpaque()) return { type: hidden, values: [hidden] };
  if (!checkMembers(place, ['Type', 'Values'])) return undefined;
  const type = readRequired(place, 'Type');
  return type === undefined ? undefined : { type, values: readTexts(place.member('Values')) ?? [] };
}

function readInsightsSelector(place: JsonPlace): InsightsSelector | undefined {
  const hidden = unresolvedText(place.path);
  if (place.isOpaque()) return { insightType: hidden, eventCategories: [hidden] };
  if (!checkMembers(place, ['InsightType', 'EventCategories'])) return undefined;
  const insightType = readRequired(place, 'InsightType');
  if (insightType === undefined) return undefined;
  return presentMembers({ insightType, eventCategories: readTexts(place.member('EventCategories')) });
}

function readAggregation(place: JsonPlace): AggregationConfiguration | undefined {
  const hidden = unresolvedText(place.path);
  if (place.isOpaque()) return { eventCategory: hidden, templates: [hidden] };
  if (!checkMembers(place, ['EventCategory', 'Templates'])) return undefined;
  const eventCategory = readRequired(place, 'EventCategory');
  return eventCategory === undefined
    ? undefined
    : { eventCategory, templates: readTexts(place.member('Templates')) ?? [] };
}

function readRequired(place: JsonPlace, key: string): SelectorValue | undefined {
  const text = place.member(key).text();
  if (text === undefined) place.refuse('member-missing', `${key} is missing`);
  return text;
}

function readTexts(place: JsonPlace): readonly SelectorValue[] | undefined {
  return readList(place, (item) => item.text());
}

function checkMembers(place: JsonPlace, known: readonly string[]): boolean {
  if (!place.isObject()) {
    place.members();
    return false;
  }
  for (const [key, member] of place.members()) {
    if (!known.includes(key)) {
      member.refuse('unknown-member', `'${key}' is not one of ${known.join(', ')}; letter case counts`);
    }
  }
  return true;
}
