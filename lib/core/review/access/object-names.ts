import { ANY_TEXT, everyTextOf } from '../../access/text-pattern';
import { fitsAny } from './open-match';
import type { ReadStatement } from './read-statement';

/** A name to ask for inside a resource, and the words that limit the answer to such names. */
export interface AskedArn {
  readonly arn: string;
  /** Absent for a name that only patterns for all names fit. */
  readonly like?: string;
}

/** The names to ask for: any, and one for each pattern that statements have for what is inside the resource. */
export function askedArns(arn: string, statements: Iterable<ReadStatement>): readonly AskedArn[] {
  const patterns = new Set<string>();
  for (const { resources } of statements) {
    for (const pattern of resources?.patterns ?? []) {
      const inside = patternInside(pattern, arn);
      if (inside !== undefined) patterns.add(inside);
    }
  }
  const general = { arn: `${arn}/${ANY_TEXT}` };
  const narrow = [...patterns].sort().filter((pattern) => !fitsAny(only(pattern), general.arn, false));
  return [general, ...narrow.map((like) => ({ arn: everyTextOf(like), like }))];
}

/** The pattern with the ARN of the resource for its first part; undefined when it is about others, or about no name inside. */
export function patternInside(pattern: string, arn: string): string | undefined {
  const slash = pattern.indexOf('/');
  if (slash < 0 || !fitsAny(only(pattern.slice(0, slash)), arn, false)) return undefined;
  return `${arn}${pattern.slice(slash)}`;
}

/** The pattern as a list of patterns. */
export function only(pattern: string) {
  return { negated: false, patterns: [pattern] };
}
