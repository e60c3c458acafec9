import { JsonNumber } from './json-number';
import { type JsonProblem, type LocatedJson, parseLocatedValues } from './located-json';

/**
 * What a pattern is tried on. A number may be a {@link JsonNumber}, which keeps how the event's text writes it; a
 * JavaScript number stands for the text that JavaScript gives it. Any parsed JSON is such a value.
 */
export type EventValue = null | boolean | string | number | JsonNumber | readonly EventValue[] | EventObject;

/** An event, or an object in it. */
export interface EventObject {
  readonly [key: string]: EventValue | undefined;
}

/**
 * Reads events from JSON text: one, pretty-printed or not; several one after another, as in newline-delimited JSON;
 * or an array of them. Of a key that stands twice in an object the last one counts, as in `JSON.parse`.
 */
export function parseEvents(
  text: string,
): { readonly events: readonly EventValue[] } | { readonly problem: JsonProblem } {
  const values = parseLocatedValues(text);
  if ('problem' in values) return values;
  const [only] = values.roots;
  const isList = values.roots.length === 1 && only?.kind === 'array';
  return { events: (isList ? only.items : values.roots).map(toEventValue) };
}

function toEventValue(value: LocatedJson): EventValue {
  switch (value.kind) {
    case 'object':
      return Object.fromEntries(value.members.map((member) => [member.key, toEventValue(member.value)]));
    case 'array':
      return value.items.map(toEventValue);
    case 'string':
      return value.text;
    case 'number':
      return new JsonNumber(value.literal);
    case 'boolean':
      return value.value;
    case 'null':
      return null;
    default:
      return value satisfies never;
  }
}

/** Whether the value is an object: neither null, an array nor a number that keeps its text. */
export function isEventObject(value: EventValue | undefined): value is EventObject {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof JsonNumber)
  );
}
