import {
  type AdvancedSelector,
  categoryOfSelector,
  fieldSelectorsOf,
  resourceTypeOfSelector,
  ruleOut,
  type Selection,
} from '../../selector/selection';

/** What CloudTrail sets a trail to when it is given no selectors. */
const DEFAULT_SELECTORS: readonly AdvancedSelector[] = [
  { fieldSelectors: [{ field: 'eventCategory', equals: ['Management'] }] },
];

/** The selectors of a trail that one more condition can narrow together: those of one category, and one type or source. */
export interface SelectorGroup {
  readonly category: 'Management' | 'Data' | 'NetworkActivity';
  /** `resources.type` of data events, `eventSource` of network activity; empty for management events. */
  readonly of: string;
}

/** The events that a condition leaves out: those whose field is the value, or begins with it. */
export interface Drop {
  readonly group: SelectorGroup;
  readonly field: 'eventName' | 'resources.ARN' | 'userIdentity.arn' | 'eventSource';
  readonly operator: 'notEquals' | 'notStartsWith';
  readonly value: string;
}

/** The advanced selectors of a trail; `undefined` where it has basic ones, which cannot be narrowed. */
export function advancedOf({ advanced, basic }: Selection): readonly AdvancedSelector[] | undefined {
  return advanced ?? (basic === undefined ? DEFAULT_SELECTORS : undefined);
}

/** The group of a selector; `undefined` where only the deployment knows it, or the category is another. */
export function groupOf(selector: AdvancedSelector): SelectorGroup | undefined {
  const category = categoryOfSelector(selector);
  switch (category) {
    case 'Management':
      return { category, of: '' };
    case 'Data': {
      const of = resourceTypeOfSelector(selector);
      return of === undefined ? undefined : { category, of };
    }
    case 'NetworkActivity': {
      const [of, ...others] = fieldSelectorsOf(selector, 'eventSource').flatMap((each) => each.equals ?? []);
      return typeof of === 'string' && others.length === 0 ? { category, of } : undefined;
    }
    default:
      return undefined;
  }
}

/** Whether two groups are the same. */
export function isSameGroup(one: SelectorGroup, other: SelectorGroup | undefined): boolean {
  return one.category === other?.category && one.of === other.of;
}

/** The selection without the events of a drop: each selector of its group gets the condition. */
export function withoutDrop(selection: Selection, { group, field, operator, value }: Drop): Selection {
  const advanced = advancedOf(selection)?.map((selector) =>
    isSameGroup(group, groupOf(selector)) ? ruleOut(selector, field, operator, value) : selector,
  );
  return advanced === undefined ? selection : { ...selection, advanced };
}
