import { isJsonObject, type Json, type JsonObject } from '../../json/json-value';

/** The object at a property; an empty one for anything else. */
export function objectOf(value: Json | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}

/** The objects of a list; none for anything else. */
export function objectsOf(value: Json | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

/** The values of a list as texts, each once and sorted, because AWS gives them in another order. */
export function textsOf(value: Json | undefined): readonly string[] {
  return Array.isArray(value) ? [...new Set(value.map(String))].sort() : [];
}

/** Whether a flag is on. CloudFormation makes a text of some flags. */
export function isOn(value: Json | undefined): boolean {
  return value === true || value === 'true';
}
