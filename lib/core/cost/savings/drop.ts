import { identity } from '../../compile/predicate/record-facts';
import { resourcesOf, type SelectableRecord, textAt } from '../../selector/explain/examined-record';
import { isLogged } from '../../selector/explain/explain-selection';
import {
  type AdvancedSelector,
  categoryOfSelector,
  fieldSelectorsOf,
  resourceTypeOfSelector,
  ruleOut,
  type Selection,
} from '../../selector/selection';
import { unitUsd } from '../price/price';
import { PRICES } from '../price/prices';
import type { CostedTrail } from '../trail-charges';

/** CloudTrail's default for a trail without selectors. */
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

/** The maximum length of a selector value. */
const MAX_VALUE_LENGTH = 2_048;

/** The only sources that a trail's selectors can leave out of management events. */
const EXCLUDABLE_SOURCES: readonly (string | undefined)[] = ['kms.amazonaws.com', 'rdsdata.amazonaws.com'];

/**
 * The conditions that each drop the record without the others, where the selectors of the group are all that log it: by its call,
 * by its resource, by its caller. Every other record that the same condition drops has the same condition here.
 */
export function dropsOfRecord(
  record: SelectableRecord,
  group: SelectorGroup,
  selection: Selection,
): readonly Drop[] {
  const eventName = textAt(record, 'eventName');
  const caller = identity.arn(record);
  const source = textAt(record, 'eventSource');
  const drops: readonly (Omit<Drop, 'group'> | undefined)[] =
    group.category === 'Management'
      ? [
          EXCLUDABLE_SOURCES.includes(source)
            ? { field: 'eventSource', operator: 'notEquals', value: source ?? '' }
            : undefined,
        ]
      : [
          eventName === undefined
            ? undefined
            : { field: 'eventName', operator: 'notEquals', value: eventName },
          ...(group.category === 'Data' ? resourceDrops(record, group, selection) : []),
          caller === undefined ? undefined : { field: 'userIdentity.arn', ...callerWithoutSession(caller) },
        ];
  return drops.flatMap((drop) => (drop !== undefined && isValue(drop.value) ? [{ ...drop, group }] : []));
}

/** The part before the name of a session, and before the key of an object. */
const ROLE_SESSION = /^arn:[^:]*:sts::[^:]*:assumed-role\/[^/]+\//;
const OBJECT_KEY = /^arn:[^:]*:s3:::[^/]+\//;

/** Of several resources of the type, a condition has to leave out all those for which the selectors log the record. */
function resourceDrops(
  record: SelectableRecord,
  group: SelectorGroup,
  selection: Selection,
): readonly (Omit<Drop, 'group'> | undefined)[] {
  const found = resourcesOf(record)
    .filter(({ type }) => type === group.of)
    .map(({ arn }) => (arn === undefined ? undefined : resourceWithoutKey(arn)));
  const drops = [...new Map(found.map((each) => [`${each?.operator} ${each?.value}`, each])).values()].map(
    (each) => each && { field: 'resources.ARN' as const, ...each },
  );
  if (drops.length === 1) return drops;
  return drops.filter(
    (drop) => drop && isLogged(withoutDrop(selection, { ...drop, group }), record) === false,
  );
}

/** A caller, or the role of a session: every session has another name. */
export function callerWithoutSession(arn: string): Pick<Drop, 'operator' | 'value'> {
  return wholeOrPrefix(arn, ROLE_SESSION);
}

/** A resource, or the bucket of an object. */
export function resourceWithoutKey(arn: string): Pick<Drop, 'operator' | 'value'> {
  return wholeOrPrefix(arn, OBJECT_KEY);
}

function wholeOrPrefix(text: string, prefix: RegExp): Pick<Drop, 'operator' | 'value'> {
  const [found] = prefix.exec(text) ?? [];
  return found === undefined
    ? { operator: 'notEquals', value: text }
    : { operator: 'notStartsWith', value: found };
}

function isValue(text: string): boolean {
  return text !== '' && text.length <= MAX_VALUE_LENGTH && !/\p{Cc}/u.test(text);
}

/**
 * CloudTrail's charge for one event that a trail logs: its copy, and for data events the analyses of Insights.
 *
 * @param category as in records; events of other categories than these three are charged with the events that they
 *   summarize
 */
export function eventUsd(
  { category }: { readonly category: string },
  { selection, isFirstCopy }: Pick<CostedTrail, 'selection' | 'isFirstCopy'>,
): number {
  if (category === 'NetworkActivity') return unitUsd(PRICES.networkActivityEvent);
  if (category === 'Management') return isFirstCopy ? 0 : unitUsd(PRICES.managementCopy);
  if (category !== 'Data') return 0;
  const analyses = (selection.insights ?? []).filter(({ eventCategories = [] }) =>
    eventCategories.includes('Data'),
  );
  return unitUsd(PRICES.dataEvent) + analyses.length * unitUsd(PRICES.dataInsights);
}
