import { OPERATORS, type Operator } from '../../core/selector/operator';
import { type AdvancedSelector, type FieldSelector, fieldSelectorsOf } from '../../core/selector/selection';
import type { FieldMatch } from './event-field';

/**
 * The selector with one more condition on a field. Throws where the field is chosen already, and this would choose
 * it again: CloudTrail takes a field once, and both choices would become alternatives. What rules values out only
 * adds up.
 */
export function narrowSelector(
  selector: AdvancedSelector,
  field: string,
  match: FieldMatch,
): AdvancedSelector {
  const added = toOperators(match);
  const [existing] = fieldSelectorsOf(selector, field);
  if (existing === undefined) {
    return { ...selector, fieldSelectors: [...selector.fieldSelectors, { field, ...added }] };
  }
  if (chooses(existing) && chooses(added)) {
    throw new Error(
      `${field} is chosen twice in one event selection, and CloudTrail would take both as alternatives; ` +
        'give all of its values in one place, or join two selections by plus()',
    );
  }
  const both = joinOperators(existing, added);
  return {
    ...selector,
    fieldSelectors: selector.fieldSelectors.map((each) => (each === existing ? both : each)),
  };
}

type Conditions = Partial<Pick<FieldSelector, Operator>>;

/** CloudFormation's generated types say `equalTo`, since `equals` is taken in some languages. */
function toOperators({ equalTo, ...others }: FieldMatch): Conditions {
  return { ...(equalTo === undefined ? {} : { equals: equalTo }), ...others };
}

function chooses(conditions: Conditions): boolean {
  return OPERATORS.some(({ name, selects }) => selects && conditions[name] !== undefined);
}

function joinOperators(one: FieldSelector, other: Conditions): FieldSelector {
  const joined = OPERATORS.flatMap(({ name }) => {
    const values = [...(one[name] ?? []), ...(other[name] ?? [])];
    return one[name] === undefined && other[name] === undefined ? [] : [[name, values]];
  });
  return { field: one.field, ...Object.fromEntries(joined) };
}
