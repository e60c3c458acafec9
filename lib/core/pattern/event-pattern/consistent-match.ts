import type { Scalar } from './event-pattern-syntax';
import { type EventObject, type EventValue, isEventObject, JsonNumber } from './event-value';
import type { ValueTest } from './value-test';

/** A value of an event, and the elements of arrays that it is in. */
export interface FieldValue {
  readonly value: Scalar;
  /** The innermost one; undefined if the value is in none. */
  readonly element: ArrayElement | undefined;
}

/** An object or an array that is an element of an array. Scalar elements belong to none: any can be combined with any. */
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

/** What one field of a pattern without `$or` requires. */
export interface FieldTest {
  readonly name: string;
  readonly holds: ValueTest;
  /** Whether it also holds where the field is absent. */
  readonly orAbsent: boolean;
}

/** The elements of arrays that were chosen so far: for each array its element. */
type Choice = ReadonlyMap<number, ArrayElement>;

/** More ways to choose elements than any real event has. */
const MAX_CHOICES = 100_000;

/**
 * Whether every field has a matching value, such that values from one array are from the same element of it.
 *
 * The fields are gone through in the order of their names. A field counts as absent if none of its values goes with
 * the elements that the fields before it have chosen; event-ruler does the same.
 *
 * @param tests in the order of their names
 * @throws RangeError if there are more ways to choose elements than can be tried
 */
export function matchesConsistently(tests: readonly FieldTest[], fields: EventFields): boolean {
  let choices: readonly Choice[] = [new Map()];
  for (const [index, test] of tests.entries()) {
    const later = tests.slice(index + 1).map(({ name }) => name);
    choices = extend(choices, test, { values: fields.get(test.name) ?? [], later });
    if (choices.length === 0) return false;
  }
  return true;
}

interface Step {
  readonly values: readonly FieldValue[];
  /** The names of the fields that follow. */
  readonly later: readonly string[];
}

function extend(choices: readonly Choice[], test: FieldTest, { values, later }: Step): readonly Choice[] {
  const extended = new Map<string, Choice>();
  const add = (choice: Choice) => {
    const key = [...choice.values()].map(({ array, index }) => `${array}:${index}`).join();
    extended.set(key, choice);
    if (extended.size > MAX_CHOICES)
      throw new RangeError(`the event has too many elements under '${test.name}'`);
  };
  const index = new ValueIndex(values, test.holds);
  for (const choice of choices) {
    const fitting = index.fitting(choice);
    if (fitting.length === 0 && test.orAbsent) add(relevant(choice, later));
    for (const { element, holds } of fitting) {
      if (holds) add(relevant(withElement(choice, element), later));
    }
  }
  return [...extended.values()];
}

interface IndexedValue {
  readonly element: ArrayElement | undefined;
  readonly holds: boolean;
}

/** The values of a field, found by the elements that contain them. */
class ValueIndex {
  private readonly values: readonly IndexedValue[];
  private readonly byArray = new Map<number, Map<number | undefined, IndexedValue[]>>();

  constructor(values: readonly FieldValue[], holds: ValueTest) {
    this.values = values.map(({ value, element }) => ({ element, holds: holds(value) }));
  }

  /** The values that contradict none of the chosen elements. */
  fitting(choice: Choice): readonly IndexedValue[] {
    const [first] = choice.keys();
    if (first === undefined) return this.values;
    const groups = this.groupsOf(first);
    const chosen = choice.get(first)?.index;
    const near = [...(groups.get(chosen) ?? []), ...(groups.get(undefined) ?? [])];
    return near.filter(({ element }) => goesWith(choice, element));
  }

  /** The values by their index in an array; undefined are those outside of it. */
  private groupsOf(array: number): ReadonlyMap<number | undefined, readonly IndexedValue[]> {
    const known = this.byArray.get(array);
    if (known !== undefined) return known;
    const groups = new Map<number | undefined, IndexedValue[]>();
    for (const value of this.values) {
      const index = indexIn(array, value.element);
      const group = groups.get(index) ?? [];
      groups.set(index, group);
      group.push(value);
    }
    this.byArray.set(array, groups);
    return groups;
  }
}

function indexIn(array: number, element: ArrayElement | undefined): number | undefined {
  for (let at = element; at !== undefined; at = at.outer) if (at.array === array) return at.index;
  return undefined;
}

function goesWith(choice: Choice, element: ArrayElement | undefined): boolean {
  for (let at = element; at !== undefined; at = at.outer) {
    const chosen = choice.get(at.array);
    if (chosen !== undefined && chosen.index !== at.index) return false;
  }
  return true;
}

function withElement(choice: Choice, element: ArrayElement | undefined): Choice {
  const grown = new Map(choice);
  for (let at = element; at !== undefined; at = at.outer) grown.set(at.array, at);
  return grown;
}

/** The choice without arrays that no later field can have a value in, innermost first. */
function relevant(choice: Choice, later: readonly string[]): Choice {
  const kept = [...choice].filter(([, { name }]) =>
    later.some((field) => field === name || field.startsWith(`${name}.`)),
  );
  return new Map(kept.sort(([left], [right]) => right - left));
}
