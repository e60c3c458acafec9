import type { Operator } from '../../pattern/metric-filter/filter-syntax';
import type { CompareCondition } from '../../rule/condition';
import { numberComparand, refuseList } from './compile-text';
import { FilterField } from './filter-field';
import { type Ledger, Unsayable } from './obstacles';
import { anyOf, type Said } from './said';

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
 * Says that a field is a number in a relation to another, or that it is not.
 *
 * @throws {Unsayable} if the field may hold numbers as text, which a filter pattern may or may not compare
 */
export function sayNumber(condition: CompareCondition, isNegated: boolean, ledger: Ledger): Said {
  const field = new FilterField(condition.field);
  if (isNegated) refuseList(field);
  assumeNumber(field, ledger);
  const value = numberComparand(condition.value);
  if (!isNegated) return field.compare(OPERATORS[condition.operator], value);
  return anyOf([field.isAbsentOrNull, field.compare(OPPOSITES[condition.operator], value)]);
}

function assumeNumber(field: FilterField, ledger: Ledger): void {
  const { name, shape } = field;
  if (shape.kind === 'number') return;
  const reason = `'${name}' may hold numbers as text, and whether a filter pattern compares them is not settled`;
  if (shape.kind !== 'open' || field.isInList) throw new Unsayable('number-in-text', reason, name);
  ledger.assume({ code: 'number-field', field: name }, reason);
}
