import { isList, type Json } from '../json/json-value';

/**
 * A dotted path into a record, such as `userIdentity.sessionContext.attributes.mfaAuthenticated`, made once by
 * {@link compileFieldPath} and used on every record.
 *
 * Each key is looked up among an object's own members only, so `__proto__` and `constructor` are names like any
 * other. An array on the way is read as each of its elements, including nested arrays; it has no positions, so
 * `0` is a key and never an index.
 */
export interface FieldPath {
  /** The path as it was written. */
  readonly text: string;
  readonly keys: readonly string[];
}

/** Reads `a.b.c`. A key cannot contain a dot; an empty piece is the empty key, which no record has. */
export function compileFieldPath(path: string): FieldPath {
  return { text: path, keys: path.split('.') };
}

/**
 * Whether `holds` is true for any value at the path; stops at the first.
 *
 * A value is given as it is: JSON null, an object, and an array at the end of the path too (as one value, not
 * as its elements). Where the path leads nowhere, `holds` is never called and the answer is false.
 */
export function someValue(root: Json, path: FieldPath, holds: (value: Json) => boolean): boolean {
  return someValueFrom(root, path.keys, 0, holds);
}

/** Every value at the path, in the record's order, as it is, as in {@link someValue}. Empty if there is none. */
export function readField(root: Json, path: FieldPath): readonly Json[] {
  const values: Json[] = [];
  someValueFrom(root, path.keys, 0, (value) => {
    values.push(value);
    return false;
  });
  return values;
}

/** Whether anything is at the path; JSON null, the empty string and the empty array count. */
export function hasField(root: Json, path: FieldPath): boolean {
  return someValueFrom(root, path.keys, 0, isThere);
}

function isThere(): boolean {
  return true;
}

function someValueFrom(
  root: Json,
  keys: readonly string[],
  from: number,
  holds: (value: Json) => boolean,
): boolean {
  let value = root;
  for (let at = from; at < keys.length; at++) {
    if (typeof value !== 'object' || value === null) return false;
    if (isList(value)) return someElement(value, keys, at, holds);
    const key = keys[at] as string;
    const member = value[key];
    if (member === undefined || !Object.hasOwn(value, key)) return false;
    value = member;
  }
  return holds(value);
}

function someElement(
  elements: readonly Json[],
  keys: readonly string[],
  from: number,
  holds: (value: Json) => boolean,
): boolean {
  for (const element of elements) {
    if (someValueFrom(element, keys, from, holds)) return true;
  }
  return false;
}
