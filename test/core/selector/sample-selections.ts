import type { AdvancedSelector, FieldSelector, Selection } from '../../../lib/core/selector/selection';

/** `{ field: { equals: [...] } }` as an advanced selector: the form in which tests are easiest to read. */
export type Fields = Readonly<Record<string, Omit<FieldSelector, 'field'>>>;

/** An advanced selector with one field selector a member. */
export function selectorOf(fields: Fields, name?: string): AdvancedSelector {
  const fieldSelectors = Object.entries(fields).map(([field, uses]) => ({ field, ...uses }));
  return { ...(name === undefined ? {} : { name }), fieldSelectors };
}

/** A trail with these advanced selectors. */
export function trailWith(...advanced: readonly AdvancedSelector[]): Selection {
  return { destination: 'trail', advanced };
}

/** Management events, all or with further conditions. */
export function managementSelector(fields: Fields = {}, name?: string): AdvancedSelector {
  return selectorOf({ eventCategory: { equals: ['Management'] }, ...fields }, name);
}

/** Data events of one type of resource, all or with further conditions. */
export function dataSelector(type: string, fields: Fields = {}, name?: string): AdvancedSelector {
  return selectorOf(
    { eventCategory: { equals: ['Data'] }, 'resources.type': { equals: [type] }, ...fields },
    name,
  );
}

/** Network activity events of one service, all or with further conditions. */
export function networkSelector(source: string, fields: Fields = {}): AdvancedSelector {
  return selectorOf({
    eventCategory: { equals: ['NetworkActivity'] },
    eventSource: { equals: [source] },
    ...fields,
  });
}
