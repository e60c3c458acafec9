import type { Assumption } from '../../../lib/core/compile/compile-result';
import type { JsonObject } from '../../../lib/core/json/json-value';
import type { Condition } from '../../../lib/core/rule/condition';
import { isAllocated, isSingle, textsIn, valuesAt } from '../../equivalence/fair-record';

/** Whether what a compiler took for granted holds of a record. `texts` are those of the condition. */
export function satisfiesAssumptions(
  record: JsonObject,
  assumptions: readonly Assumption[],
  texts: readonly string[],
): boolean {
  return assumptions.every(({ code, field }) => {
    const values = valuesAt(record, field);
    switch (code) {
      case 'canonical-case':
        return values.every((value) => typeof value !== 'string' || isCanonical(value, texts));
      case 'canonical-number':
        throw new Error('JSON numbers are compared by value here');
      case 'never-null':
      case 'boolean-field':
      case 'plain-json':
      case 'plain-document':
      case 'identified-record':
        throw new Error('only SQL and Logs Insights take this for granted');
      case 'plain-spelling':
        return !JSON.stringify(values).match(/\u212a|\u0130|::ffff:/i);
      case 'allocated-address':
        return textsIn(values).every(isAllocated);
      case 'scalar-field':
        return (
          isSingle(record, field) && values.every((value) => value === null || typeof value !== 'object')
        );
      case 'number-field':
        return (
          isSingle(record, field) && values.every((value) => value === null || typeof value === 'number')
        );
      case 'text-field':
        return (
          isSingle(record, field) && values.every((value) => value === null || typeof value === 'string')
        );
      default:
        return code satisfies never;
    }
  });
}

/** Whether a value has no other case than the texts wherever it has the same letters. */
function isCanonical(value: string, texts: readonly string[]): boolean {
  const lower = value.toLowerCase();
  return texts.every((text) => text === '' || !lower.includes(text.toLowerCase()) || value.includes(text));
}

/** All texts of a condition, the names of its fields among them. */
export function textsOf(condition: Condition): readonly string[] {
  return [...JSON.stringify(condition).matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(
    (match) => JSON.parse(match[0]) as string,
  );
}
