import type { PatternMember, PatternObject, ValueMatcher } from './event-pattern-syntax';

/** A pattern without `$or`: what each field must hold, by the field's dotted name. */
export type Alternative = ReadonlyMap<string, readonly ValueMatcher[]>;

/**
 * Writes out every `$or`: an event matches the pattern if it matches any of these. EventBridge joins the keys of a
 * path by dots, so that `{"a":{"b":…}}` and `{"a.b":…}` are one field; and where a field is there twice, the last one
 * in the text counts, also when one stands outside of an `$or` and one inside.
 *
 * @param onOverride called with each member that takes the place of an earlier one of another object
 */
export function alternativesOf(
  pattern: PatternObject,
  onOverride: (member: PatternMember) => void,
): readonly Alternative[] {
  return addObject([new Map()], pattern, { prefix: '', onOverride });
}

interface Place {
  /** What stands before the keys of an object in a field's name. */
  readonly prefix: string;
  readonly onOverride: (member: PatternMember) => void;
}

type Growing = Map<string, readonly ValueMatcher[]>;

function addObject(
  alternatives: readonly Growing[],
  { members }: PatternObject,
  place: Place,
): readonly Growing[] {
  return members.reduce((grown, member) => addMember(grown, member, place), alternatives);
}

function addMember(
  alternatives: readonly Growing[],
  member: PatternMember,
  place: Place,
): readonly Growing[] {
  switch (member.kind) {
    case 'object':
      return addObject(alternatives, member.of, { ...place, prefix: `${place.prefix}${member.key}.` });
    case 'or':
      return member.branches.flatMap((branch) =>
        addObject(
          alternatives.map((one) => new Map(one)),
          branch,
          place,
        ),
      );
    case 'field': {
      const name = place.prefix + member.key;
      if (alternatives.some((one) => one.has(name))) place.onOverride(member);
      for (const one of alternatives) one.set(name, member.matchers);
      return alternatives;
    }
    default:
      return member satisfies never;
  }
}

/** How many alternatives there are, without writing them out. */
export function countAlternatives({ members }: PatternObject): number {
  return members.reduce((product, member) => product * countOf(member), 1);
}

function countOf(member: PatternMember): number {
  switch (member.kind) {
    case 'object':
      return countAlternatives(member.of);
    case 'or':
      return member.branches.reduce((sum, branch) => sum + countAlternatives(branch), 0);
    case 'field':
      return 1;
    default:
      return member satisfies never;
  }
}
