import type { JsonObject } from '../../json/json-value';
import { isJsonObject } from '../../json/json-value';

/**
 * The text at a path of object keys. `undefined` when a step is missing, when something on the way is no object,
 * and when the value is empty or no text: records of old event versions and of samples hold anything.
 */
export function textAt(value: unknown, ...path: readonly string[]): string | undefined {
  const found = valueAt(value, path);
  return typeof found === 'string' && found !== '' ? found : undefined;
}

/** The object at a path of object keys; `undefined` when there is none, or when an array or a scalar stands there. */
export function objectAt(value: unknown, ...path: readonly string[]): JsonObject | undefined {
  const found = valueAt(value, path);
  return isJsonObject(found) ? found : undefined;
}

/** The array at a path of object keys; empty when there is none. */
export function listAt(value: unknown, ...path: readonly string[]): readonly unknown[] {
  const found = valueAt(value, path);
  return Array.isArray(found) ? found : [];
}

/** The number at a path of object keys. */
export function numberAt(value: unknown, ...path: readonly string[]): number | undefined {
  const found = valueAt(value, path);
  return typeof found === 'number' ? found : undefined;
}

function valueAt(value: unknown, path: readonly string[]): unknown {
  let found = value;
  for (const key of path) {
    if (!isJsonObject(found)) return undefined;
    const member: unknown = found[key];
    if (member === undefined || !Object.hasOwn(found, key)) return undefined;
    found = member;
  }
  return found;
}
