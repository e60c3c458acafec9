import type { Json, JsonObject } from '../json/json-value';

/**
 * Whether `holds` is true for any text form of a value; stops at the first.
 *
 * Strings are their own text; numbers, booleans and objects have that of compact JSON; null has none. An array
 * stands for its elements, arrays in arrays too; an empty one has the text `[]`.
 */
export function someText(value: Json, holds: (text: string) => boolean): boolean {
  if (typeof value === 'string') return holds(value);
  if (value === null) return false;
  if (isArray(value) && value.length > 0) return value.some((element) => someText(element, holds));
  return holds(JSON.stringify(value));
}

/** Whether `holds` is true for any string, number or boolean anywhere in a value; keys are not looked at. */
export function someLeafText(value: Json, holds: (text: string) => boolean): boolean {
  const waiting: (Json | undefined)[] = [value];
  while (waiting.length > 0) {
    const next = waiting.pop();
    if (next === undefined || next === null) continue;
    if (typeof next !== 'object') {
      if (holds(String(next))) return true;
      continue;
    }
    for (const member of Object.values(next as JsonObject)) waiting.push(member);
  }
  return false;
}

/** Whether a value is null, or an array with null in it. */
export function holdsNull(value: Json): boolean {
  if (value === null) return true;
  return isArray(value) && value.some(holdsNull);
}

/** Whether `holds` is true for any element of an array, arrays in arrays too. What is no array is its own element. */
export function someElement(value: Json, holds: (element: Json) => boolean): boolean {
  if (isArray(value)) return value.some((element) => someElement(element, holds));
  return holds(value);
}

function isArray(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
