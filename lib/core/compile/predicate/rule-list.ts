import { foldCase } from '../../rule/fold-case';
import { requiredTexts } from '../../rule/required-texts';
import type { Rule } from '../../rule/rule';

/** Rules in their order, and which of them a record can satisfy by its name. */
export interface RuleList {
  readonly size: number;
  rule(place: number): Rule;
  /**
   * The places, in order, of all rules that a record of that `eventName` may satisfy, as far as the name says; undefined is
   * for a record without one.
   */
  placesFor(eventName: string | undefined): readonly number[];
}

/** The places of rules, by what their conditions require of `eventName`. */
export interface PlacesByName {
  /** Of the rules that one event name alone can satisfy, by that name without letter case. */
  readonly byName: ReadonlyMap<string, readonly number[]>;
  /** Of the others. */
  readonly byAnyName: readonly number[];
}

/** Sorts the places of rules by what their conditions require. */
export function placesByName(rules: readonly Rule[]): PlacesByName {
  const byName = new Map<string, number[]>();
  const byAnyName: number[] = [];
  for (const [place, { condition }] of rules.entries()) {
    const names = requiredTexts(condition, 'eventName');
    if (names === undefined) byAnyName.push(place);
    for (const name of names ?? []) {
      const places = byName.get(name);
      if (places === undefined) byName.set(name, [place]);
      else places.push(place);
    }
  }
  return { byName, byAnyName };
}

/** Two lists of places as one, in order. */
export function mergedPlaces(
  named: readonly number[] | undefined,
  others: readonly number[],
): readonly number[] {
  return named === undefined ? others : [...named, ...others].sort((one, other) => one - other);
}

/** The list of rules in memory. */
export function listOf(rules: readonly Rule[]): RuleList {
  const { byName, byAnyName } = placesByName(rules);
  return {
    size: rules.length,
    rule: (place) => rules[place] as Rule,
    placesFor: (eventName) =>
      mergedPlaces(eventName === undefined ? undefined : byName.get(foldCase(eventName)), byAnyName),
  };
}
