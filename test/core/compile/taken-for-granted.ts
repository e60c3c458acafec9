import type { Assumption } from '../../../lib/core/compile/compile-result';
import { fieldShape } from '../../../lib/core/compile/field-shape';
import type { Json, JsonObject } from '../../../lib/core/json/json-value';
import { compileFieldPath, readField } from '../../../lib/core/record/field-path';
import type { Condition } from '../../../lib/core/rule/condition';
import { isAllocated, textsIn } from '../../equivalence/fair-record';

/** The fields that a condition looks at, with the whole path of those within elements. */
export function fieldsOf(condition: Condition, prefix = ''): readonly string[] {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return condition.of.flatMap((member) => fieldsOf(member, prefix));
    case 'not':
      return fieldsOf(condition.of, prefix);
    case 'element':
    case 'document': {
      const field = prefix + condition.field;
      return [field, ...fieldsOf(condition.of, `${field}.`)];
    }
    case 'keyword':
    case 'keywordMatches':
      return [];
    default:
      return [prefix + condition.field];
  }
}

/** Whether a record has what CloudTrail promises of these fields: text where it writes text, and so on. */
export function keepsPromises(record: JsonObject, fields: readonly string[]): boolean {
  return fields.flatMap(namesOnTheWay).every((name) => {
    const { kind } = fieldShape(name);
    return valuesAt(record, name).every(
      (value) => value === null || kind === 'open' || IS_OF_KIND[kind](value),
    );
  });
}

const IS_OF_KIND = {
  text: (value: Json) => typeof value === 'string',
  number: (value: Json) => typeof value === 'number',
  boolean: (value: Json) => typeof value === 'boolean',
  scalar: (value: Json) => typeof value !== 'object',
  object: (value: Json) => typeof value === 'object' && !Array.isArray(value),
  list: (value: Json) => Array.isArray(value),
};

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
      case 'plain-json':
      case 'plain-document':
      case 'identified-record':
        throw new Error('only SQL takes this for granted');
      case 'plain-spelling':
        return !JSON.stringify(values).match(/\u212a|::ffff:/i);
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

function isSingle(record: JsonObject, field: string): boolean {
  const onTheWay = namesOnTheWay(field).slice(0, -1);
  return onTheWay.every((name) => !valuesAt(record, name).some((value) => Array.isArray(value)));
}

function valuesAt(record: JsonObject, name: string): readonly Json[] {
  return readField(record, compileFieldPath(name));
}

function namesOnTheWay(field: string): readonly string[] {
  const keys = field.split('.');
  return keys.map((_, index) => keys.slice(0, index + 1).join('.'));
}

/** All texts of a condition, the names of its fields among them. */
export function textsOf(condition: Condition): readonly string[] {
  return [...JSON.stringify(condition).matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(
    (match) => JSON.parse(match[0]) as string,
  );
}
