import { ANY_TEXT, everyTextOf } from '../../access/text-pattern';
import { fitsAny } from './open-match';
import type { ReadStatement } from './read-statement';

/** A name to ask for inside a resource, and the words that limit the answer to such names. */
export interface AskedArn {
  readonly arn: string;
  /** Absent for a name that only patterns for all names fit. */
  readonly like?: string;
}

/** Where names are: behind a head, after a marker. `arn:aws:s3:::bucket` and `/` for objects. */
export interface Place {
  readonly head: string;
  readonly marker: string;
}

/** The names to ask for: any, and one for each pattern that statements have for names at the place. */
export function askedArns(place: Place, statements: Iterable<ReadStatement>): readonly AskedArn[] {
  const patterns = new Set<string>();
  for (const { resources } of statements) {
    for (const pattern of resources?.patterns ?? []) {
      const inside = patternInside(pattern, place);
      if (inside !== undefined) patterns.add(inside);
    }
  }
  const start = `${place.head}${place.marker}`;
  const general = { arn: `${start}${ANY_TEXT}` };
  const narrow = [...patterns].sort().filter((pattern) => !fitsAny(only(pattern), general.arn, false));
  return [general, ...narrow.map((like) => ({ arn: everyTextOf(like), like: like.slice(start.length) }))];
}

/** The pattern with the head for its first part; undefined when it is about others, or about no name at the place. */
export function patternInside(pattern: string, { head, marker }: Place): string | undefined {
  const colons = head.split(':').length;
  const start = pattern.split(':').slice(0, colons).join(':').length;
  const cut = marker.startsWith(':') ? start : pattern.indexOf(marker);
  if (cut < 0 || !pattern.startsWith(marker, cut) || !fitsAny(only(pattern.slice(0, cut)), head, false))
    return undefined;
  return `${head}${pattern.slice(cut)}`;
}

/** The pattern as a list of patterns. */
export function only(pattern: string) {
  return { negated: false, patterns: [pattern] };
}
