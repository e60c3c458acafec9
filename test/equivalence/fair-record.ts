import type { Assumption } from '../../lib/core/compile/compile-result';
import { type Predicate, toPredicate } from '../../lib/core/compile/predicate/to-predicate';
import type { Json, JsonObject } from '../../lib/core/json/json-value';
import { addressDigits } from '../../lib/core/pattern/event-pattern/pattern-address';
import { compileFieldPath, type FieldPath, readField, someValue } from '../../lib/core/record/field-path';
import { fieldShape } from '../../lib/core/record/field-shape';
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
  return keepsShapesAt(record, declaredPaths(fields));
}

/** A path of which CloudTrail declares what stands there. */
export interface DeclaredPath {
  readonly path: FieldPath;
  readonly isOfKind: (value: Json) => boolean;
}

/** What CloudTrail declares of these fields, and of all on the way to them: for one rule and many records. */
export function declaredPaths(fields: readonly string[]): readonly DeclaredPath[] {
  return [...new Set(fields.flatMap(pathsTo))].flatMap((path) => {
    const { kind } = fieldShape(path);
    return kind === 'open' ? [] : [{ path: compileFieldPath(path), isOfKind: IS_OF_KIND[kind] }];
  });
}

/** See {@link keepsShapes}. */
export function keepsShapesAt(record: JsonObject, paths: readonly DeclaredPath[]): boolean {
  return paths.every(
    ({ path, isOfKind }) => !someValue(record, path, (value) => value !== null && !isOfKind(value)),
  );
}

const IS_OF_KIND = {
  text: (value: Json) => typeof value === 'string',
  number: (value: Json) => typeof value === 'number',
  boolean: (value: Json) => typeof value === 'boolean',
  scalar: (value: Json) => typeof value !== 'object',
  object: (value: Json) => typeof value === 'object' && !Array.isArray(value),
  list: (value: Json) => Array.isArray(value),
};

/** Whether all that a compiler took for granted of a condition holds of a record: for one rule and many records. */
export function assumptionsTest(assumptions: readonly Assumption[], condition: Condition): Predicate {
  const tests = assumptions.map((assumption) => assumptionTest(assumption, condition));
  return (record) => tests.every((holds) => holds(record));
}

function assumptionTest({ code, field }: Assumption, condition: Condition): Predicate {
  const path = compileFieldPath(field);
  const each = (holds: (value: Json) => boolean): Predicate => {
    return (record) => readField(record, path).every(holds);
  };
  const single = (holds: (value: Json) => boolean): Predicate => {
    return (record) => isSingle(record, field) && readField(record, path).every(holds);
  };
  switch (code) {
    case 'canonical-case':
      return isOfOneCase(casedAtoms(condition, field));
    case 'canonical-number': {
      const texts = wholeTexts(condition, field);
      return each((value) => texts.every((text) => isSpelledAlike(value, text)));
    }
    case 'never-null':
      return each((value) => !hasNull(value));
    case 'plain-json':
      return each(isPlainJson);
    case 'plain-spelling':
      return (record) => !/\u212a|\u0130|::ffff:/i.test(JSON.stringify(readField(record, path)));
    case 'allocated-address':
      return each((value) => textsIn(value).every(isAllocated));
    case 'scalar-field':
      return single((value) => value === null || typeof value !== 'object');
    case 'boolean-field':
      return single((value) => value !== 0 && value !== 1);
    case 'number-field':
      return single((value) => value === null || typeof value === 'number');
    case 'text-field':
      return single((value) => value === null || typeof value === 'string');
    case 'plain-document':
      return each(isPlainDocument);
    case 'identified-record':
      throw new Error('only correlations take this for granted');
    default:
      return code satisfies never;
  }
}

/** Whether it makes no difference to any of the atoms that a text has another case. */
function isOfOneCase(atoms: readonly CasedAtom[]): Predicate {
  const pairs = atoms.map((atom) => [toPredicate(atom), toPredicate({ ...atom, cased: true })] as const);
  return (record) => pairs.every(([own, cased]) => own(record) === cased(record));
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
