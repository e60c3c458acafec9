/** Any JSON value. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

/** A JSON object. */
export interface JsonObject {
  readonly [key: string]: Json | undefined;
}

/** Whether the value is an object, and neither null nor an array. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether the value is a list. `Array.isArray` alone does not narrow to a readonly one. */
export function isList<T>(value: T): value is Extract<T, readonly unknown[]> {
  return Array.isArray(value);
}

/** The value of a JSON text; undefined if it is not JSON. */
export function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** Deeper nesting is an attack on the code that walks the value. Real records reach 11. */
export const MAX_NESTING = 200;

/** Whether objects and lists are nested deeper than a record may have them. */
export function nestsTooDeep(value: Json): boolean {
  return nestsDeeper(value, MAX_NESTING);
}

function nestsDeeper(value: Json, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  if (Array.isArray(value)) return value.some((element: Json) => nestsDeeper(element, levels - 1));
  for (const key in value) {
    const member = (value as JsonObject)[key] as Json;
    if (typeof member === 'object' && nestsDeeper(member, levels - 1)) return true;
  }
  return false;
}
