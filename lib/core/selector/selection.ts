import { OPERATORS, type Operator } from './operator';
import type { Flag, SelectorValue } from './selector-value';

/**
 * What a trail (or an event data store) is set to log, as plain readonly data.
 *
 * Names follow the API; where CDK's L1 has `equalTo`, this has `equals`. A value may be unresolved ({@link
 * SelectorValue}). Nothing here guarantees that the API would accept it: `verifySelection` checks that.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_PutEventSelectors.html
 */

/** One field with its conditions. CloudTrail takes a field once per selector, with several operators in it. */
export interface FieldSelector extends Readonly<Partial<Record<Operator, readonly SelectorValue[]>>> {
  /** Such as `eventName` or `resources.ARN`. Unresolved when the template hides the whole field selector. */
  readonly field: SelectorValue;
}

/** An advanced event selector: logs what satisfies all its field selectors. */
export interface AdvancedSelector {
  readonly name?: SelectorValue;
  readonly fieldSelectors: readonly FieldSelector[];
}

/** The resources of one type whose data events a basic selector logs. */
export interface DataResource {
  readonly type: SelectorValue;
  readonly values: readonly SelectorValue[];
}

/** A basic event selector. Only trails have them. */
export interface BasicSelector {
  /** `All`, `ReadOnly` or `WriteOnly`; `All` when absent. Rules management and data events alike. */
  readonly readWriteType?: SelectorValue;
  /** Yes when absent. */
  readonly includeManagementEvents?: Flag;
  readonly excludeManagementEventSources?: readonly SelectorValue[];
  readonly dataResources?: readonly DataResource[];
}

/** A kind of Insights events, of a trail. */
export interface InsightsSelector {
  /** `ApiCallRateInsight` or `ApiErrorRateInsight`. */
  readonly insightType: SelectorValue;
  /** `Management`, `Data` or both; `Management` when absent. */
  readonly eventCategories?: readonly SelectorValue[];
}

/** Aggregated records of five minutes each, by templates. */
export interface AggregationConfiguration {
  /** `Data`. */
  readonly eventCategory: SelectorValue;
  readonly templates: readonly SelectorValue[];
}

/** What takes the events. Event data stores know fields that trails do not, and no basic selectors. */
export type Destination = 'trail' | 'eventDataStore';

/** The configuration of one trail or event data store, as far as it decides what is logged. */
export interface Selection {
  readonly destination: Destination;
  /** The trail's name, ARN or logical id. */
  readonly name?: string;
  /** The Region the trail is made in. Absent: not known, and no record is refused for its Region. */
  readonly homeRegion?: SelectorValue;
  /** The account whose events it logs. Absent: not known, and no record is refused for its account. */
  readonly account?: string;
  /** Whether it logs those of every account of the organization. Absent: no. */
  readonly organization?: Flag;
  /** Absent: not known, taken as multi-Region. */
  readonly multiRegion?: Flag;
  /** Absent: yes, as in the API. */
  readonly includeGlobalServiceEvents?: Flag;
  /** Absent: yes. */
  readonly isLogging?: Flag;
  /** Whether CloudTrail's own deliveries are logged. Absent: yes, as in the API. */
  readonly recursiveLogging?: Flag;
  /** Neither basic nor advanced selectors: all management events. An empty list selects nothing. */
  readonly advanced?: readonly AdvancedSelector[];
  readonly basic?: readonly BasicSelector[];
  readonly insights?: readonly InsightsSelector[];
  readonly aggregations?: readonly AggregationConfiguration[];
}

/** The conditions of the field in the selector; several when it is there more than once. */
export function fieldSelectorsOf(selector: AdvancedSelector, field: string): readonly FieldSelector[] {
  return selector.fieldSelectors.filter((each) => each.field === field);
}

/** The category that the selector names; `undefined` when it names none, several, or an unresolved one. */
export function categoryOfSelector(selector: AdvancedSelector): string | undefined {
  const [only, ...others] = fieldSelectorsOf(selector, 'eventCategory').flatMap((each) => each.equals ?? []);
  return typeof only === 'string' && others.length === 0 ? only : undefined;
}

/** The resource type that the selector names; `undefined` when it names none, several, or an unresolved one. */
export function resourceTypeOfSelector(selector: AdvancedSelector): string | undefined {
  const [only, ...others] = fieldSelectorsOf(selector, 'resources.type').flatMap((each) => each.equals ?? []);
  return typeof only === 'string' && others.length === 0 ? only : undefined;
}

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

/** The selector without the events whose field is in this relation to the value; the same selector if it leaves them out already. */
export function ruleOut(
  selector: AdvancedSelector,
  field: string,
  operator: Extract<Operator, `not${string}`>,
  value: SelectorValue,
): AdvancedSelector {
  const [existing] = fieldSelectorsOf(selector, field);
  if (existing === undefined) {
    return { ...selector, fieldSelectors: [...selector.fieldSelectors, { field, [operator]: [value] }] };
  }
  const values = existing[operator] ?? [];
  if (values.some((each) => isSame(each, value))) return selector;
  const widened = { ...existing, [operator]: [...values, value] };
  return {
    ...selector,
    fieldSelectors: selector.fieldSelectors.map((each) => (each === existing ? widened : each)),
  };
}

function isSame(one: SelectorValue, other: SelectorValue): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** The object without the members that are `undefined`, so that what is absent compares equal to what was never there. */
export function presentMembers<T extends object>(object: T): T {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as T;
}
