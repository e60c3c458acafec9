import { type ProblemList, shortened } from '../../problem/problem';
import {
  type PatternMember,
  type PatternObject,
  renderEventPattern,
  type ValueMatcher,
} from './event-pattern-syntax';
import type { LocatedJson } from './located-json';

/** Where the parts of a pattern's reader put what they find. */
export type PatternProblems = Pick<ProblemList, 'error' | 'warning'>;

/** The value at a place, as words that fit into a sentence. */
export function nameOf(value: LocatedJson): string {
  switch (value.kind) {
    case 'object':
      return 'an object';
    case 'array':
      return value.items.length === 0 ? 'an empty list' : 'a list';
    case 'string':
      return `the text '${shortened(value.text)}'`;
    case 'number':
      return `the number ${shortened(value.literal)}`;
    case 'boolean':
      return `${value.value}`;
    case 'null':
      return 'null';
    default:
      return value satisfies never;
  }
}

/**
 * The characters that a rule's pattern may have unless the quota of the account was raised.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html
 */
export const DEFAULT_QUOTA_CHARACTERS = 2_048;

/**
 * Maximum number of characters in the API, whatever the quota.
 * @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html
 */
export const MAX_API_CHARACTERS = 4_096;

/** So long a text is read at all: spaces aside, it may still be a pattern. */
export const MAX_TEXT_CHARACTERS = 65_536;

/**
 * The combinations that the branches of `$or` may make.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
export const MAX_ALTERNATIVES = 1_000;

/** JSON escapes a half of a surrogate pair, and no whole one. */
const HALF_SURROGATE = /(?<!\\)(?:\\\\)*\\ud[89a-f]/;

/** Notes the limits that a pattern is over. */
export function checkSize(pattern: PatternObject, text: string, problems: PatternProblems): void {
  const written = text.trim().length;
  const rendered = renderEventPattern(pattern);
  const compact = Math.min(written, rendered.length);
  if (HALF_SURROGATE.test(rendered)) {
    const message =
      'EventBridge reads half of a surrogate pair as a question mark, and so matches other texts';
    problems.warning('half-surrogate', message, 0);
  }
  if (compact > MAX_API_CHARACTERS) {
    const message = `the pattern has ${compact} characters without spaces, and a rule may have ${MAX_API_CHARACTERS}; split it into several`;
    problems.error('too-long', message, 0);
  } else if (compact > DEFAULT_QUOTA_CHARACTERS) {
    const message = `the pattern has ${compact} characters without spaces, over the default quota of ${DEFAULT_QUOTA_CHARACTERS}; split it, or have the quota raised`;
    problems.warning('over-quota', message, 0);
  } else if (written > DEFAULT_QUOTA_CHARACTERS) {
    const message = `the text has ${written} characters, over the default quota of ${DEFAULT_QUOTA_CHARACTERS}; without spaces it has ${compact}`;
    problems.warning('over-quota', message, 0);
  }
  const alternatives = countAlternatives(pattern);
  if (alternatives <= MAX_ALTERNATIVES) return;
  const message = `the branches of '$or' make ${alternatives} combinations, and at most ${MAX_ALTERNATIVES} are allowed`;
  problems.error('too-many-combinations', message, Math.max(0, text.indexOf('"$or"')));
}

/** A pattern without `$or`: the requirement on each field, by the field's dotted name. */
export type Alternative = ReadonlyMap<string, readonly ValueMatcher[]>;

/**
 * Writes out every `$or`: an event matches the pattern if it matches any of these. EventBridge joins the keys of a
 * path by dots, so that `{"a":{"b":…}}` and `{"a.b":…}` are one field; and where a field occurs twice, the last one
 * in the text counts, also when one is outside of an `$or` and one inside.
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
  /** The part of a field's name before the keys of an object. */
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
