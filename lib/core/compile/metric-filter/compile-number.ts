import type { Operator } from '../../pattern/metric-filter/filter-syntax';
import type { CompareCondition } from '../../rule/condition';
import { Compilation } from '../compilation';
import { numberComparand, outsideLists } from './compile-text';
import type { FilterField } from './filter-field';
import { anyOf, type FilterCompilation, type FilterContext } from './filter-form';

const OPERATORS: Readonly<Record<CompareCondition['operator'], Operator>> = {
  lt: '<',
  lte: '<=',
  gt: '>',
  gte: '>=',
};
const OPPOSITES: Readonly<Record<CompareCondition['operator'], Operator>> = {
  lt: '>=',
  lte: '>',
  gt: '<=',
  gte: '<',
};

/**
 * A field that is a number in a relation to another, or that is not. Refused if the field may hold numbers as text,
 * which a metric filter may or may not compare.
 */
export function compileNumber(
  condition: CompareCondition,
  field: FilterField,
  context: FilterContext,
): FilterCompilation {
  const value = numberComparand(condition.value);
  return outsideLists(field, context)
    .andThen(() => asNumber(field, context))
    .map(() =>
      context.isNegated
        ? anyOf([field.isAbsentOrNull, field.compare(OPPOSITES[condition.operator], value)])
        : field.compare(OPERATORS[condition.operator], value),
    );
}

function asNumber(field: FilterField, { options }: FilterContext): Compilation<null> {
  const { name, shape } = field;
  if (shape.kind === 'number') return Compilation.of(null);
  const reason = `'${name}' may hold numbers as text, and whether a metric filter compares them is not settled`;
  if (shape.kind !== 'open' || field.isInList) return field.refuse('number-in-text', reason);
  return field.assume('number-field', options, reason);
}
