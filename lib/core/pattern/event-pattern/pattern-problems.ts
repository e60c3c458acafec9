import type { ProblemList } from '../../problem/problem-list';
import { countAlternatives } from './alternatives';
import type { PatternObject } from './event-pattern-syntax';
import type { LocatedJson } from './located-json';
import { renderEventPattern } from './render-event-pattern';

/** Where the parts of a pattern's reader put what they find. */
export type PatternProblems = Pick<ProblemList, 'error' | 'warning'>;

/** What stands at a place, as words that fit into a sentence. */
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

/** A text to be shown in a sentence. */
export function shortened(text: string): string {
  return text.length <= 60 ? text : `${text.slice(0, 57)}...`;
}

/**
 * The characters that a rule's pattern may have unless the quota of the account was raised.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html
 */
export const DEFAULT_QUOTA_CHARACTERS = 2_048;

/**
 * The characters that the API takes, whatever the quota.
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
