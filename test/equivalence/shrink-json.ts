import type { Json } from '../../lib/core/json/json-value';

/**
 * The smallest value that can be reached from a given one by leaving out members, putting a member in the place of
 * its holder and shortening texts, one step at a time, while `isStillWanted`.
 */
export async function shrinkJson(
  start: Json,
  isStillWanted: (candidate: Json) => Promise<boolean>,
  mostTries = 2000,
): Promise<Json> {
  let best = start;
  let tries = 0;
  for (let isSmaller = true; isSmaller && tries < mostTries; ) {
    isSmaller = false;
    for (const candidate of simplerThan(best)) {
      if (++tries > mostTries) break;
      if (!(await isStillWanted(candidate))) continue;
      best = candidate;
      isSmaller = true;
      break;
    }
  }
  return best;
}

function* simplerThan(value: Json): Iterable<Json> {
  if (typeof value === 'string') {
    if (value.length > 1) yield* [value.slice(1), value.slice(0, -1)];
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    yield* value as readonly Json[];
    const list = value as readonly Json[];
    for (const index of list.keys()) yield list.filter((_, at) => at !== index);
    for (const [index, member] of list.entries()) {
      for (const simpler of simplerThan(member)) yield list.map((one, at) => (at === index ? simpler : one));
    }
    return;
  }
  yield* Object.values(value) as Json[];
  for (const key of Object.keys(value)) {
    const { [key]: _, ...rest } = value as Readonly<Record<string, Json>>;
    yield rest;
  }
  for (const [key, member] of Object.entries(value)) {
    for (const simpler of simplerThan(member as Json)) yield { ...value, [key]: simpler };
  }
}
