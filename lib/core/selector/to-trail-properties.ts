import { OPERATORS, type Operator } from './operator';
import { type AdvancedSelector, type FieldSelector, presentMembers, type Selection } from './selection';
import { type Flag, isResolved, type SelectorValue } from './selector-value';

/** How CloudFormation's generated types name the operators: `equals` is taken there. */
export type TrailFieldSelector = { readonly field: string } & {
  readonly [K in Exclude<Operator, 'equals'> | 'equalTo']?: readonly string[];
};

/** The properties of CDK's `CfnTrail` that define what is logged. */
export interface TrailProperties {
  readonly advancedEventSelectors?: readonly {
    readonly name?: string;
    readonly fieldSelectors: readonly TrailFieldSelector[];
  }[];
  readonly eventSelectors?: readonly {
    readonly readWriteType?: string;
    readonly includeManagementEvents?: boolean;
    readonly excludeManagementEventSources?: readonly string[];
    readonly dataResources?: readonly { readonly type: string; readonly values: readonly string[] }[];
  }[];
  readonly insightSelectors?: readonly {
    readonly insightType: string;
    readonly eventCategories?: readonly string[];
  }[];
  readonly aggregationConfigurations?: readonly {
    readonly eventCategory: string;
    readonly templates: readonly string[];
  }[];
}

/**
 * The selection as properties of `CfnTrail`. Values that only the deployment knows must be in it as the text that
 * CDK gives for them; unresolved ones are a mistake of the caller and throw.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudtrail-trail.html
 */
export function toTrailProperties(selection: Selection): TrailProperties {
  const { advanced, basic, insights, aggregations } = selection;
  return presentMembers({
    advancedEventSelectors: advanced?.map(toAdvanced),
    eventSelectors: basic?.map((selector) =>
      presentMembers({
        readWriteType: selector.readWriteType === undefined ? undefined : text(selector.readWriteType),
        includeManagementEvents: flag(selector.includeManagementEvents),
        excludeManagementEventSources: selector.excludeManagementEventSources?.map(text),
        dataResources: selector.dataResources?.map(({ type, values }) => ({
          type: text(type),
          values: values.map(text),
        })),
      }),
    ),
    insightSelectors: insights?.map(({ insightType, eventCategories }) =>
      presentMembers({ insightType: text(insightType), eventCategories: eventCategories?.map(text) }),
    ),
    aggregationConfigurations: aggregations?.map(({ eventCategory, templates }) => ({
      eventCategory: text(eventCategory),
      templates: templates.map(text),
    })),
  });
}

function toAdvanced({ name, fieldSelectors }: AdvancedSelector) {
  return presentMembers({
    name: name === undefined ? undefined : text(name),
    fieldSelectors: fieldSelectors.map(toField),
  });
}

function toField(fieldSelector: FieldSelector): TrailFieldSelector {
  const uses = OPERATORS.map(({ name }) => [
    name === 'equals' ? 'equalTo' : name,
    fieldSelector[name]?.map(text),
  ]);
  return presentMembers({ field: text(fieldSelector.field), ...Object.fromEntries(uses) });
}

function text(value: SelectorValue): string {
  if (isResolved(value)) return value;
  throw new Error('a selection with unresolved values has no properties; keep the tokens of CDK in it');
}

function flag(value: Flag | undefined): boolean | undefined {
  if (typeof value !== 'object') return value;
  throw new Error('a selection with unresolved flags has no properties; give true or false');
}
