import type { Scalar } from './event-pattern-syntax';
import { type EventObject, type EventValue, isEventObject, JsonNumber } from './event-value';

/** A value of an event, and the elements of arrays that it stands in. */
export interface FieldValue {
  readonly value: Scalar;
  /** The innermost one; undefined if the value stands in none. */
  readonly element: ArrayElement | undefined;
}

/** An object or an array that is an element of an array. Scalar elements belong to none: any goes with any. */
export interface ArrayElement {
  /** Which array of the event. */
  readonly array: number;
  /** The dotted name of the array. */
  readonly name: string;
  readonly index: number;
  readonly outer: ArrayElement | undefined;
}

/** The values of an event by their dotted names. Objects and empty arrays have none. */
export type EventFields = ReadonlyMap<string, readonly FieldValue[]>;

/** Collects the values under the wanted names. */
export class FieldCollector {
  /** Every wanted name, and all names of objects on the way to one. */
  private readonly onTheWay: ReadonlySet<string>;

  constructor(private readonly wanted: ReadonlySet<string>) {
    this.onTheWay = new Set([...wanted].flatMap(namesOnTheWay));
  }

  collect(event: EventObject): EventFields {
    const fields = new Map<string, FieldValue[]>();
    let arrays = 0;
    const visit = (value: EventValue, name: string, element: ArrayElement | undefined): void => {
      if (Array.isArray(value)) {
        const array = arrays++;
        for (const [index, member] of (value as readonly EventValue[]).entries()) {
          visit(member, name, isScalar(member) ? element : { array, name, index, outer: element });
        }
      } else if (isEventObject(value)) visitMembers(value, `${name}.`, element);
      else if (this.wanted.has(name)) {
        const values = fields.get(name) ?? [];
        fields.set(name, values);
        values.push({ value: toScalar(value as Scalar | number), element });
      }
    };
    const visitMembers = (object: EventObject, prefix: string, element: ArrayElement | undefined): void => {
      for (const [key, member] of Object.entries(object)) {
        const name = prefix + key;
        if (member !== undefined && this.onTheWay.has(name)) visit(member, name, element);
      }
    };
    visitMembers(event, '', undefined);
    return fields;
  }
}

function namesOnTheWay(name: string): readonly string[] {
  const keys = name.split('.');
  return keys.map((_, index) => keys.slice(0, index + 1).join('.'));
}

function isScalar(value: EventValue): boolean {
  return typeof value !== 'object' || value === null || value instanceof JsonNumber;
}

function toScalar(value: Scalar | number): Scalar {
  return typeof value === 'number' ? JsonNumber.of(value) : value;
}
