import type { Json, JsonObject } from '../../json/json-value';

/** Where a value stands in a record: keys, and positions in arrays. */
export type Place = readonly (string | number)[];

/** A value of a record, and where it stands. */
export interface PlacedValue {
  readonly place: Place;
  readonly value: Json;
}

/** The values at a dotted path, as `someValue` of the room `record` finds them. */
export function placedAt(root: PlacedValue, field: string): Iterable<PlacedValue> {
  return placedFrom(root, field.split('.'), 0);
}

function* placedFrom(root: PlacedValue, keys: readonly string[], from: number): Generator<PlacedValue, void> {
  let { place, value } = root;
  for (let at = from; at < keys.length; at++) {
    if (isArray(value)) {
      for (const element of elementsOf(value, place)) yield* placedFrom(element, keys, at);
      return;
    }
    const key = keys[at] ?? '';
    if (!isObject(value) || !Object.hasOwn(value, key)) return;
    const member = value[key];
    if (member === undefined) return;
    place = [...place, key];
    value = member;
  }
  yield { place, value };
}

/** What is no array, and the elements of arrays, those in arrays too. */
export function* placedElements(found: PlacedValue): Generator<PlacedValue, void> {
  if (!isArray(found.value)) yield found;
  else for (const element of elementsOf(found.value, found.place)) yield* placedElements(element);
}

/** Every string, number and boolean. */
export function* placedLeaves(root: PlacedValue): Generator<PlacedValue, void> {
  const waiting = [root];
  for (let found = waiting.pop(); found !== undefined; found = waiting.pop()) {
    const { place, value } = found;
    if (isArray(value)) waiting.push(...[...elementsOf(value, place)].reverse());
    else if (isObject(value)) waiting.push(...[...membersOf(value, place)].reverse());
    else if (value !== null) yield found;
  }
}

function* elementsOf(value: readonly Json[], place: Place): Generator<PlacedValue, void> {
  for (const [position, element] of value.entries()) yield { place: [...place, position], value: element };
}

function* membersOf(value: JsonObject, place: Place): Generator<PlacedValue, void> {
  for (const [key, member] of Object.entries(value)) {
    if (member !== undefined) yield { place: [...place, key], value: member };
  }
}

function isArray(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
