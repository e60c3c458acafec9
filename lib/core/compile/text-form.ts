import type { Json } from '../record/record';

/**
 * Whether `holds` says yes to any text form of a value; stops at the first yes.
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

/** Whether `holds` says yes to any string, number or boolean anywhere in a value; keys are not looked at. */
export function someLeafText(value: Json, holds: (text: string) => boolean): boolean {
  if (value === null) return false;
  if (typeof value === 'string') return holds(value);
  if (typeof value !== 'object') return holds(String(value));
  const members = isArray(value) ? value : Object.values(value);
  return members.some((member) => member !== undefined && someLeafText(member, holds));
}

/** Whether a value is null, or an array with null in it. */
export function holdsNull(value: Json): boolean {
  if (value === null) return true;
  return isArray(value) && value.some(holdsNull);
}

/** Whether `holds` says yes to any element of an array, arrays in arrays too. What is no array is its own element. */
export function someElement(value: Json, holds: (element: Json) => boolean): boolean {
  if (isArray(value)) return value.some((element) => someElement(element, holds));
  return holds(value);
}

function isArray(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
