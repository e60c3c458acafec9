import { isJsonObject, isList, type Json, type JsonObject } from '../../json/json-value';
import { PARAMETERS } from '../given-to';
import { type Atom, type AtomForm, type NormalForm, toNormalForm } from '../negation-normal-form';
import { someDocument } from '../text-form';
import { type Test, toAtomTest } from './to-predicate';

/** An atom, or its negation, by which a record satisfies a condition. */
export interface HeldAtom {
  readonly atom: Atom;
  readonly isNegated: boolean;
  /** The fields of the elements and documents in which the atom looks, the outermost first; mostly none. */
  readonly within: readonly string[];
  /**
   * Where the values are by which it holds, at most {@link MAX_PLACES}; of a value in a document that is text, where the
   * text is. None for a negation, and for what holds because a field is absent.
   */
  readonly places: readonly Place[];
}

/** Why a record satisfies a condition: the atoms that hold; undefined if the record does not satisfy it. */
export type Explanation = (record: JsonObject) => readonly HeldAtom[] | undefined;

/** A person reads no more; a record of 256 KB may have thousands. */
export const MAX_PLACES = 100;

/**
 * Compiles a condition to its explanation: for `and` all members, for `or` those that hold. It agrees with
 * `toPredicate`, but reads every value, where the predicate stops at the first.
 */
export function toExplanation(condition: Parameters<typeof toNormalForm>[0]): Explanation {
  const explain = explainForm(toNormalForm(condition), []);
  return (record) => {
    const held = explain({ place: [], value: record }, record);
    return held === undefined ? undefined : merged(held);
  };
}

type Explain = (root: PlacedValue, record: Json) => readonly HeldAtom[] | undefined;

function explainForm(form: NormalForm, within: readonly string[]): Explain {
  if (form.kind === 'atom') return explainAtom(form, within);
  const members = form.of.map((member) => explainForm(member, within));
  const isWhole = form.kind === 'and';
  return (root, record) => {
    const held = members.map((explain) => explain(root, record)).filter((each) => each !== undefined);
    const holds = isWhole ? held.length === members.length : held.length > 0;
    return holds ? held.flat() : undefined;
  };
}

function explainAtom({ atom, isNegated }: AtomForm, within: readonly string[]): Explain {
  if (!isNegated && (atom.kind === 'element' || atom.kind === 'document')) {
    const explain = explainForm(toNormalForm(atom.of), [...within, atom.field]);
    return atom.kind === 'element' ? inElements(atom.field, explain) : inDocuments(atom.field, explain);
  }
  const holds = toAtomTest(atom);
  const find = isNegated ? noPlaces : placesFinder(atom);
  return (root, record) => {
    if (holds(root.value, record) === isNegated) return undefined;
    const places: Place[] = [];
    for (const place of find(root, record)) {
      if (places.push(place) === MAX_PLACES) break;
    }
    return [{ atom, isNegated, within, places }];
  };
}

function inElements(field: string, explain: Explain): Explain {
  return (root, record) => {
    const held: HeldAtom[] = [];
    let holds = false;
    for (const found of placedAt(root, field)) {
      for (const element of placedElements(found)) {
        const inside = explain(element, record);
        holds ||= inside !== undefined;
        if (held.length < MAX_PLACES) held.push(...(inside ?? []));
      }
    }
    return holds ? held : undefined;
  };
}

/** Values in a document that is text have the place of the text. */
function inDocuments(field: string, explain: Explain): Explain {
  const inDocument: Explain = ({ place, value }, record) => {
    let held: readonly HeldAtom[] | undefined;
    someDocument(value, (document) => {
      held = explain({ place, value: document }, record);
      return true;
    });
    if (typeof value !== 'string') return held;
    return held?.map((each) => ({ ...each, places: each.places.length === 0 ? [] : [place] }));
  };
  return inElements(field, inDocument);
}

type PlacesFinder = (root: PlacedValue, record: Json) => Iterable<Place>;

const noPlaces: PlacesFinder = () => [];

/**
 * Finds the values for which an atom holds, each by the atom's own test: on a single value, under a name that replaces the
 * atom's field.
 */
function placesFinder(atom: Atom): PlacesFinder {
  switch (atom.kind) {
    case 'keyword':
    case 'keywordMatches':
      return leavesThatHold(toAtomTest(atom));
    case 'exists':
      return function* (root) {
        for (const { place } of placedAt(root, atom.field)) yield place;
      };
    case 'sameAs':
      return equalPairs(atom.field, atom.other, toAtomTest({ ...atom, field: 'value', other: 'other' }));
    case 'outsideAccount':
      return atom.field === PARAMETERS
        ? placeThatHolds(PARAMETERS, toAtomTest(atom))
        : valuesThatHold(atom.field, toAtomTest({ ...atom, field: 'value' }));
    default:
      return valuesThatHold(atom.field, toAtomTest({ ...atom, field: 'value' }));
  }
}

function leavesThatHold(holds: Test): PlacesFinder {
  return function* (root, record) {
    for (const { place, value } of placedLeaves(root)) if (holds(value, record)) yield place;
  };
}

function placeThatHolds(field: string, holds: Test): PlacesFinder {
  return function* (root, record) {
    if (holds(root.value, record)) yield [...root.place, field];
  };
}

function valuesThatHold(field: string, holds: Test): PlacesFinder {
  return function* (root, record) {
    for (const { place, value } of singleValues(root, field)) if (holds({ value }, record)) yield place;
  };
}

function equalPairs(field: string, otherField: string, holds: Test): PlacesFinder {
  return function* (root, record) {
    for (const { place, value } of singleValues(root, field)) {
      for (const other of singleValues(root, otherField)) {
        if (!holds({ value, other: other.value }, record)) continue;
        yield place;
        yield other.place;
      }
    }
  };
}

/** The elements of arrays for arrays; an empty array is a value too. */
function* singleValues(root: PlacedValue, field: string): Generator<PlacedValue, void> {
  for (const found of placedAt(root, field)) yield* withEmptyArrays(found);
}

function* withEmptyArrays(found: PlacedValue): Generator<PlacedValue, void> {
  const { place, value } = found;
  if (!Array.isArray(value) || value.length === 0) yield found;
  else
    for (const [position, element] of value.entries())
      yield* withEmptyArrays({ place: [...place, position], value: element });
}

/** An atom that holds in several elements is one, with all its places; each place once. */
function merged(held: readonly HeldAtom[]): readonly HeldAtom[] {
  const byAtom = new Map<Atom, HeldAtom>();
  for (const each of held) {
    const before = byAtom.get(each.atom)?.places ?? [];
    byAtom.set(each.atom, { ...each, places: [...before, ...each.places] });
  }
  return [...byAtom.values()].map((each) => ({ ...each, places: distinct(each.places) }));
}

function distinct(places: readonly Place[]): readonly Place[] {
  const byText = new Map(places.map((place) => [JSON.stringify(place), place]));
  return [...byText.values()].slice(0, MAX_PLACES);
}

/** Where a value is in a record: keys, and positions in arrays. */
export type Place = readonly (string | number)[];

/** A value of a record, and where it is. */
export interface PlacedValue {
  readonly place: Place;
  readonly value: Json;
}

/** The values at a dotted path, as `someValue` of the room `record` finds them. */
function placedAt(root: PlacedValue, field: string): Iterable<PlacedValue> {
  return placedFrom(root, field.split('.'), 0);
}

function* placedFrom(root: PlacedValue, keys: readonly string[], from: number): Generator<PlacedValue, void> {
  let { place, value } = root;
  for (let at = from; at < keys.length; at++) {
    if (isList(value)) {
      for (const element of elementsOf(value, place)) yield* placedFrom(element, keys, at);
      return;
    }
    const key = keys[at] ?? '';
    if (!isJsonObject(value) || !Object.hasOwn(value, key)) return;
    const member = value[key];
    if (member === undefined) return;
    place = [...place, key];
    value = member;
  }
  yield { place, value };
}

/** A value that is not an array, and the elements of arrays, including nested arrays. */
function* placedElements(found: PlacedValue): Generator<PlacedValue, void> {
  if (!isList(found.value)) yield found;
  else for (const element of elementsOf(found.value, found.place)) yield* placedElements(element);
}

/** Every string, number and boolean. */
export function* placedLeaves(root: PlacedValue): Generator<PlacedValue, void> {
  const waiting = [root];
  for (let found = waiting.pop(); found !== undefined; found = waiting.pop()) {
    const { place, value } = found;
    if (isList(value)) waiting.push(...[...elementsOf(value, place)].reverse());
    else if (isJsonObject(value)) waiting.push(...[...membersOf(value, place)].reverse());
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
