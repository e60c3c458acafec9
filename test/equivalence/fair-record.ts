import type { Assumption } from '../../lib/core/compile/compile-result';
import { fieldShape } from '../../lib/core/compile/field-shape';
import { toPredicate } from '../../lib/core/compile/predicate/to-predicate';
import type { Json, JsonObject } from '../../lib/core/json/json-value';
import { addressDigits } from '../../lib/core/pattern/event-pattern/pattern-address';
import { compileFieldPath, readField } from '../../lib/core/record/field-path';
import type { Condition } from '../../lib/core/rule/condition';

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
    case 'sameAs':
      return [prefix + condition.field, prefix + condition.other];
    case 'outsideAccount':
      return [prefix + condition.field, 'recipientAccountId'];
    default:
      return [prefix + condition.field];
  }
}

/** Whether a record has what CloudTrail declares of these fields: text where it writes text, and so on. */
export function keepsShapes(record: JsonObject, fields: readonly string[]): boolean {
  return fields.flatMap(pathsTo).every((path) => {
    const { kind } = fieldShape(path);
    return valuesAt(record, path).every(
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

/** Whether all that a compiler took for granted of a condition holds of a record. */
export function keepsAssumptions(
  record: JsonObject,
  assumptions: readonly Assumption[],
  condition: Condition,
): boolean {
  return assumptions.every((assumption) => keepsAssumption(record, assumption, condition));
}

function keepsAssumption(record: JsonObject, { code, field }: Assumption, condition: Condition): boolean {
  const values = valuesAt(record, field);
  const isEach = (type: string) =>
    isSingle(record, field) && values.every((value) => value === null || typeof value === type);
  switch (code) {
    case 'canonical-case':
      return casedAtoms(condition, field).every(
        (atom) => toPredicate(atom)(record) === toPredicate({ ...atom, cased: true })(record),
      );
    case 'canonical-number':
      return values.every((value) =>
        wholeTexts(condition, field).every((text) => isSpelledAlike(value, text)),
      );
    case 'never-null':
      return !values.some(hasNull);
    case 'plain-json':
      return values.every(isPlainJson);
    case 'plain-spelling':
      return !/\u212a|\u0130|::ffff:/i.test(JSON.stringify(values));
    case 'allocated-address':
      return textsIn(values).every(isAllocated);
    case 'scalar-field':
      return isSingle(record, field) && values.every((value) => value === null || typeof value !== 'object');
    case 'boolean-field':
      return isSingle(record, field) && !values.some((value) => value === 0 || value === 1);
    case 'number-field':
      return isEach('number');
    case 'text-field':
      return isEach('string');
    case 'plain-document':
      return values.every(isPlainDocument);
    case 'identified-record':
      throw new Error('only correlations take this for granted');
    default:
      return code satisfies never;
  }
}

/** See `allocated-address` of {@link Assumption}. */
export function isAllocated(text: string): boolean {
  const digits = addressDigits(text);
  if (digits === undefined) return true;
  return digits.length === 8 ? digits < 'f' : /^(00|[23]|f[cdf]|fe[89ab])/.test(digits);
}

/** All texts in a value. */
export function textsIn(value: Json): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null
    ? Object.values(value).flatMap((one) => textsIn(one as Json))
    : [];
}

/** See `plain-document` of {@link Assumption}; random texts nest no deeper than records, and have no key twice. */
function isPlainDocument(value: Json): boolean {
  if (Array.isArray(value)) return value.every(isPlainDocument);
  return typeof value !== 'string' || !/(?:"|%22)\d+(?:"|%22)\s*(?::|%3a)|\\ud[89a-f]/i.test(value);
}

type CasedAtom = Extract<Condition, { readonly cased: boolean; readonly field: string }>;

/** The conditions on a field that may be case-sensitive. */
function casedAtoms(condition: Condition, field: string): readonly CasedAtom[] {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return condition.of.flatMap((member) => casedAtoms(member, field));
    case 'not':
      return casedAtoms(condition.of, field);
    default:
      return 'cased' in condition && 'field' in condition && condition.field === field ? [condition] : [];
  }
}

/** The texts with which a field is compared as a whole. */
function wholeTexts(condition: Condition, field: string): readonly string[] {
  return casedAtoms(condition, field).flatMap((atom) => {
    if (atom.kind === 'equals') return atom.values;
    if (atom.kind !== 'wildcard') return [];
    return atom.patterns.map((parts) => parts.map((part) => ('text' in part ? part.text : '*')).join(''));
  });
}

function isSpelledAlike(value: Json, text: string): boolean {
  if (typeof value !== 'string' && typeof value !== 'number') return true;
  const found = String(value);
  if (found.trim() === '' || text.trim() === '') return true;
  return Number(found) !== Number(text) || found === text;
}

function hasNull(value: Json): boolean {
  return value === null || (Array.isArray(value) && value.some(hasNull));
}

/** See `plain-json` of {@link Assumption}. */
function isPlainJson(value: Json): boolean {
  if (typeof value === 'number') {
    const text = JSON.stringify(value);
    if (/^-?\d+$/.test(text)) return Math.abs(value) < 2 ** 53;
    return !/e/i.test(text) && Math.abs(value) >= 0.001 && Math.abs(value) <= 10_000_000;
  }
  if (typeof value !== 'object' || value === null) return true;
  const isList = Array.isArray(value);
  return Object.entries(value).every(
    ([key, member]) => (isList || !/^\d+$/.test(key)) && isPlainJson(member as Json),
  );
}

/** Whether no list is on the way to a field. */
export function isSingle(record: JsonObject, field: string): boolean {
  const onTheWay = pathsTo(field).slice(0, -1);
  return onTheWay.every((path) => !valuesAt(record, path).some((value) => Array.isArray(value)));
}

/** The values at a path, those within lists among them. */
export function valuesAt(record: JsonObject, path: string): readonly Json[] {
  return readField(record, compileFieldPath(path));
}

function pathsTo(field: string): readonly string[] {
  const keys = field.split('.');
  return keys.map((_, index) => keys.slice(0, index + 1).join('.'));
}
