import type { Json, JsonObject } from '../../json/json-value';

/** Parts nested deeper than this are cut: no log that AWS writes is, and recursion has an end. */
const MAX_DEPTH = 64;

/**
 * A JSON value that takes at most `budgetBytes` as UTF-8 JSON text: the largest parts are replaced by a text that
 * says how large they were, `[shortened: 123456 bytes]`, and everything small stays as it is.
 *
 * The budget is shared out from the smallest member to the largest, so what is cut is always the largest. A value
 * that fits is returned itself. The result never takes more than the budget or the mark, whichever is more.
 */
export function shortenJson(value: Json, budgetBytes: number): Json {
  return shorten(value, budgetBytes, 0);
}

/** How many bytes a JSON value takes as UTF-8 text; infinite when it is nested too deep to be written. */
export function jsonBytes(value: Json, depth = 0): number {
  if (typeof value !== 'object' || value === null) return Buffer.byteLength(JSON.stringify(value));
  if (depth === MAX_DEPTH) return Number.POSITIVE_INFINITY;
  const parts = partsOf(value);
  const commas = Math.max(0, parts.length - 1);
  return parts.reduce((sum, part) => sum + part.keyBytes + jsonBytes(part.value, depth + 1), 2 + commas);
}

interface Part {
  readonly key: string;
  readonly value: Json;
  /** The key with its quotes and colon; nothing for an element of an array. */
  readonly keyBytes: number;
}

interface SizedPart extends Part {
  readonly sizeBytes: number;
}

function shorten(value: Json, budgetBytes: number, depth: number): Json {
  const sizeBytes = jsonBytes(value, depth);
  if (sizeBytes <= budgetBytes) return value;
  const mark = markOf(sizeBytes);
  if (typeof value !== 'object' || value === null || depth === MAX_DEPTH) return mark;
  const parts = partsOf(value).map((part) => ({ ...part, sizeBytes: jsonBytes(part.value, depth + 1) }));
  const limit = fairLimit(parts, budgetBytes);
  // Members that could not even hold their mark: the whole is one.
  if (limit === undefined) return mark;
  const kept = parts.map((part): [string, Json] => [
    part.key,
    part.sizeBytes <= limit ? part.value : shorten(part.value, limit, depth + 1),
  ]);
  return Array.isArray(value) ? kept.map(([, element]) => element) : fromEntries(kept);
}

/** How much each member may take when small ones leave their rest to larger ones; `undefined` if less than a mark. */
function fairLimit(parts: readonly SizedPart[], budgetBytes: number): number | undefined {
  const syntax = parts.reduce((sum, part) => sum + part.keyBytes + 1, 1);
  const sizes = parts.map((part) => part.sizeBytes).sort((one, other) => one - other);
  let left = budgetBytes - syntax;
  for (const [index, sizeBytes] of sizes.entries()) {
    const share = Math.floor(left / (sizes.length - index));
    if (sizeBytes > share) return share < MAX_MARK ? undefined : share;
    left -= sizeBytes;
  }
  // Every member fits: only an array or object that was not over its budget comes here.
  return Number.POSITIVE_INFINITY;
}

function markOf(sizeBytes: number): string {
  return Number.isFinite(sizeBytes) ? `[shortened: ${sizeBytes} bytes]` : '[shortened: nested too deep]';
}

/** The bytes of the longest mark, with its quotes. */
const MAX_MARK = 40;

function partsOf(value: readonly Json[] | JsonObject): Part[] {
  if (Array.isArray(value)) return value.map((element: Json) => ({ key: '', value: element, keyBytes: 0 }));
  return Object.entries(value).flatMap(([key, member]) =>
    member === undefined
      ? []
      : [{ key, value: member, keyBytes: Buffer.byteLength(JSON.stringify(key)) + 1 }],
  );
}

/** Like `Object.fromEntries`, which also keeps a member named `__proto__` a member. */
function fromEntries(entries: readonly (readonly [string, Json])[]): JsonObject {
  return Object.fromEntries(entries);
}
