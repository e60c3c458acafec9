import type { ProblemList } from '../../problem/problem-list';
import type { LocatedJson } from './located-json';

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
