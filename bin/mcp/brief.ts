import type { Json, JsonObject } from '../../lib/core/json/json-value';

/** How many values of a list are shown, and of a list in one of them. */
const MAX_LISTED = 10;
const MAX_INNER = 3;

/** Members of a report on an actor that others say better: each call of a program may have a user agent of its own. */
const LEFT_OUT: ReadonlySet<string> = new Set(['userAgents']);

/** The first values of every list, and how many others there are. What is below the top and is 0 or nothing is left out. */
export function withShortLists(value: Json, isTop = true, most = MAX_LISTED): Json {
  if (Array.isArray(value)) {
    const shown = value.slice(0, most).map((one) => withShortLists(one, false, MAX_INNER));
    const others = value.length - shown.length;
    return others > 0 ? [...shown, `and ${others} others`] : shown;
  }
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, member]) =>
      member === undefined || LEFT_OUT.has(name) || (!isTop && isNothing(member))
        ? []
        : [[name, withShortLists(member, false, most)] as const],
    ),
  );
}

function isNothing(member: Json): boolean {
  return member === 0 || member === null || (Array.isArray(member) && member.length === 0);
}

/** An alert without its record. */
export function withoutRecord({ record: _, ...alert }: JsonObject): JsonObject {
  return alert;
}

/** What is wrong first; files that are valid last. */
export function faultsFirst(findings: readonly JsonObject[]): readonly JsonObject[] {
  const rank = ({ status, pending }: JsonObject) => (status === 'valid' ? 2 : pending === true ? 1 : 0);
  return [...findings].sort((one, other) => rank(one) - rank(other));
}
