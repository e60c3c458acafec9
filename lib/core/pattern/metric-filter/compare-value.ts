import { numberOfText } from '../../rule/number-text';
import { expressionTest } from './filter-expression';
import type { Comparand, NumberComparand, Operator, TextComparand } from './filter-syntax';

/** A value of JSON that can be compared. */
export type Comparable = string | number;

/** Whether a value is in a relation to that of the pattern. */
export type ValueTest = (value: Comparable) => boolean;

/**
 * Compiles an operator and its right side. Texts are compared with letter case; a number is compared with a text by the
 * way JSON writes it, and a text with a number only for equality, as a number if it is one.
 */
export function toValueTest(operator: Operator, comparand: Comparand): ValueTest {
  switch (comparand.kind) {
    case 'number':
      return numberTest(operator, comparand);
    case 'text':
      return signed(operator, textTest(comparand));
    case 'expression':
      return signed(operator, expressionTest(comparand.expression));
    default:
      return comparand satisfies never;
  }
}

function signed(operator: Operator, holds: (text: string) => boolean): ValueTest {
  const expected = operator === '=';
  return (value) => holds(String(value)) === expected;
}

function textTest({ text, anyBefore, anyAfter }: TextComparand): (value: string) => boolean {
  if (anyBefore && anyAfter) return (value) => value.includes(text);
  if (anyBefore) return (value) => value.endsWith(text);
  if (anyAfter) return (value) => value.startsWith(text);
  return (value) => value === text;
}

function numberTest(operator: Operator, comparand: NumberComparand): ValueTest {
  const holds = RELATIONS[operator];
  return (value) => {
    if (typeof value === 'number') return holds(value, comparand.value);
    if (operator !== '=' && operator !== '!=') return false;
    return holds(numberOfText(value) ?? Number.NaN, comparand.value);
  };
}

/** Relations of numbers. What is no number (NaN) is not equal to any. */
export const RELATIONS: Readonly<Record<Operator, (left: number, right: number) => boolean>> = {
  '=': (left, right) => left === right,
  '!=': (left, right) => left !== right,
  '<': (left, right) => left < right,
  '>': (left, right) => left > right,
  '<=': (left, right) => left <= right,
  '>=': (left, right) => left >= right,
};
