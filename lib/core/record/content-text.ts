import type { Json, JsonObject } from '../json/json-value';

/**
 * A text that two values have in common only if they are equal, whatever the order of the members of their objects. It is
 * made several times faster than canonical JSON, and no one is meant to read it.
 *
 *     text "8:us-east-1"…   number "#1;"   list "[…]"   object "{" name value … "}", in the order of the names
 *
 * The length in front of a text says where it ends, so that no character needs an escape.
 */
export function contentText(value: Json | undefined): string {
  if (typeof value === 'string') return lengthAndText(value);
  if (value === null || value === undefined) return 'n';
  if (typeof value !== 'object') return typeof value === 'number' ? `#${value};` : value ? 't' : 'f';
  return Array.isArray(value) ? listText(value) : objectText(value as JsonObject);
}

function listText(values: readonly Json[]): string {
  let text = '[';
  for (const value of values) text += contentText(value);
  return `${text}]`;
}

function objectText(object: JsonObject): string {
  let text = '{';
  for (const name of sortedNames(object)) {
    const value = object[name];
    // What JSON leaves out.
    if (value === undefined) continue;
    text += lengthAndText(name) + (typeof value === 'string' ? lengthAndText(value) : contentText(value));
  }
  return `${text}}`;
}

function lengthAndText(text: string): string {
  return `${text.length}:${text}`;
}

/** The names of an object's members, as they stand and in order. */
interface NameOrder {
  readonly names: readonly string[];
  readonly sorted: readonly string[];
}

/** The orders of objects that came before, by the first name and the number of names. */
const ORDERS = new Map<string, (NameOrder | undefined)[]>();

/** So many first names, and for each so many numbers of names, are remembered. */
const MAX_ORDERS = 1_000;
const MAX_NAMES = 64;

/** Records of one kind have the same names in the same order: to compare them takes less time than to sort them. */
export function sortedNames(object: JsonObject): readonly string[] {
  const names = Object.keys(object);
  if (names.length < 2) return names;
  const known = ORDERS.get(names[0] as string)?.[names.length];
  if (known !== undefined && areSame(known.names, names)) return known.sorted;
  const sorted = [...names].sort();
  if (names.length <= MAX_NAMES) remember({ names, sorted });
  return sorted;
}

function areSame(one: readonly string[], other: readonly string[]): boolean {
  for (let at = 0; at < one.length; at++) if (one[at] !== other[at]) return false;
  return true;
}

function remember(order: NameOrder): void {
  const [first = ''] = order.names;
  const orders = ORDERS.get(first) ?? [];
  if (ORDERS.size < MAX_ORDERS) ORDERS.set(first, orders);
  orders[order.names.length] = order;
}
