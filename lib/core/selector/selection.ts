/**
 * What a trail (or an event data store) is set to log, as plain readonly data.
 *
 * Names follow the API; where CDK's L1 says `equalTo`, this says `equals`. A value may be unresolved
 * ({@link SelectorValue}). Nothing here promises that the API would accept it: `verifySelection` checks that.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_PutEventSelectors.html
 */
import type { Operator } from './operator';
import type { Flag, SelectorValue } from './selector-value';

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

/** The conditions of the field in the selector; several when it stands there more than once. */
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
