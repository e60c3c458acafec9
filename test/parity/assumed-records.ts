import type { Assumption } from '../../lib/core/compile/compile-result';
import type { Json, JsonObject } from '../../lib/core/json/json-value';
import { hasField } from '../../lib/core/record/field-path';
import { fieldShape } from '../../lib/core/record/field-shape';
import type { Condition } from '../../lib/core/rule/condition';

/** A case-sensitive condition on the fields whose case is assumed: under the assumption it means the same. */
export function withAssumedCase(condition: Condition, assumptions: readonly Assumption[]): Condition {
  const fields = new Set(
    assumptions.filter(({ code }) => code === 'canonical-case').map(({ field }) => field),
  );
  const rewrite = (node: Condition): Condition => {
    switch (node.kind) {
      case 'and':
      case 'or':
        return { ...node, of: node.of.map(rewrite) };
      case 'not':
        return { ...node, of: rewrite(node.of) };
      default:
        return 'cased' in node && 'field' in node && fields.has(node.field) ? { ...node, cased: true } : node;
    }
  };
  return rewrite(condition);
}

/** Whether a record is what the assumptions about the shapes of fields say. */
export function satisfiesShapes(
  record: JsonObject,
  condition: Condition,
  assumptions: readonly Assumption[],
): boolean {
  return assumptions.every(({ code, field }) => {
    const found = valueAt(record, field.split('.'));
    if (code === 'canonical-case') return true;
    if (found === 'array' || (typeof found === 'object' && found !== null)) return false;
    if (code === 'number-field') return found === undefined || found === null || typeof found === 'number';
    if (code === 'scalar-field') return true;
    return (
      typeof found === 'boolean' ||
      found === undefined ||
      wholeValues(condition, field).every((value) => isSpelledAlike(found, value))
    );
  });
}

/** Whether the fields of a condition that CloudTrail gives a shape have it in a record. */
export function hasDeclaredShapes(record: JsonObject, condition: Condition): boolean {
  return fieldsOf(condition).every((field) => {
    const keys = field.split('.');
    return keys.every((_, index) => isDeclared(record, keys.slice(0, index + 1)));
  });
}

function isDeclared(record: JsonObject, keys: readonly string[]): boolean {
  const { kind, lists } = fieldShape(keys.join('.'));
  if (kind === 'open') return true;
  if (lists.length > 0)
    return elementsAt(record, lists[0] ?? '').every((element) =>
      isOfKind(valueAt(element, keys.slice(lists[0]?.split('.').length)), kind),
    );
  return isOfKind(valueAt(record, keys), kind);
}

function elementsAt(record: JsonObject, list: string): readonly Json[] {
  let node: Json | undefined = record;
  for (const key of list.split('.')) node = isObject(node) ? node[key] : undefined;
  return Array.isArray(node) ? node : [];
}

function isOfKind(value: Json | undefined | 'array', kind: string): boolean {
  if (value === undefined || value === null) return true;
  if (Array.isArray(value)) return kind === 'list' && value.every((element) => isObject(element));
  if (kind === 'scalar') return typeof value !== 'object';
  return kind !== 'list' && typeof value === (kind === 'text' ? 'string' : kind);
}

/** The fields that a condition reads. */
export function fieldsOf(condition: Condition): readonly string[] {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return condition.of.flatMap(fieldsOf);
    case 'not':
      return fieldsOf(condition.of);
    default:
      return 'field' in condition ? [condition.field] : [];
  }
}

/** The value at a path; `array` if an array is on the way. */
function valueAt(root: Json | undefined, keys: readonly string[]): Json | undefined | 'array' {
  let node = root;
  for (const key of keys) {
    if (Array.isArray(node)) return 'array';
    if (!isObject(node) || !hasField(node, { text: key, keys: [key] })) return undefined;
    node = node[key];
  }
  return node;
}

function wholeValues(condition: Condition, field: string): readonly string[] {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return condition.of.flatMap((part) => wholeValues(part, field));
    case 'not':
      return wholeValues(condition.of, field);
    case 'equals':
      return condition.field === field ? condition.values : [];
    case 'wildcard':
      if (condition.field !== field) return [];
      return condition.patterns.map((pattern) =>
        pattern.map((part) => ('text' in part ? part.text : '*')).join(''),
      );
    default:
      return [];
  }
}

function isSpelledAlike(found: Json, value: string): boolean {
  const text = String(found);
  if (text.trim() === '' || value.trim() === '') return true;
  return Number(text) !== Number(value) || text === value;
}

function isObject(node: Json | undefined): node is JsonObject {
  return typeof node === 'object' && node !== null && !Array.isArray(node);
}
