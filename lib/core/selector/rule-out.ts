import type { Operator } from './operator';
import { type AdvancedSelector, fieldSelectorsOf } from './selection';
import type { SelectorValue } from './selector-value';

/** The selector without the events whose field stands so to the value; the same selector if it leaves them out already. */
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
