import type { Json, JsonObject } from '../../json/json-value';
import type { Alert, AlertDetails } from '../alert';

/** The minimum to which an alert can be shortened: every other member at its maximum, and the marks of what was cut. */
export const MIN_ALERT_BYTES = 16 * 1024;

/** How many bytes a member outside the record may take when even an alert without its record is too long. */
const MEMBER_BYTES = 512;

/**
 * Two characters that JSON leaves as they are and that SQS takes in no message: a queue that subscribes to the topic
 * would lose the alert.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
 */
const UNDELIVERABLE = /[\uFFFE\uFFFF]/g;

/**
 * The alert as a document of at most `maxBytes` bytes of UTF-8 JSON that every subscriber of a topic can take.
 *
 * The largest parts of `record` go first, each replaced by `[shortened: <n> bytes]`. Who, what, where and the
 * identity stay as they are. Only when the record's whole room is not enough, as no real record makes it, are
 * other members that take more than 512 bytes cut too. An alert that fits is returned itself.
 */
export function shortenAlert(alert: Alert, maxBytes: number): Alert {
  if (maxBytes < MIN_ALERT_BYTES) {
    throw new RangeError(`maxBytes is ${maxBytes}, and an alert can need ${MIN_ALERT_BYTES} bytes`);
  }
  return deliverable(sizeOf(alert) <= maxBytes ? alert : shorten(alert, maxBytes));
}

function shorten(alert: Alert, maxBytes: number): Alert {
  const around = sizeOf({ ...alert, record: {} });
  if (around <= maxBytes - MEMBER_BYTES) return withRecord(alert, maxBytes - around);
  const small = withShortMembers(alert);
  return withRecord(small, maxBytes - sizeOf({ ...small, record: {} }));
}

/** The same alert, with a replacement character of the same length for each character that no queue takes. */
function deliverable(alert: Alert): Alert {
  const text = JSON.stringify(alert);
  const cleaned = text.replace(UNDELIVERABLE, '\uFFFD');
  return cleaned === text ? alert : (JSON.parse(cleaned) as Alert);
}

function withRecord(alert: Alert, budgetBytes: number): Alert {
  const record = shortenJson(alert.record, budgetBytes);
  // A record of very many small members is cut as a whole, and is still an object.
  return { ...alert, record: typeof record === 'string' ? { shortened: record } : (record as JsonObject) };
}

function withShortMembers(alert: Alert): Alert {
  const entries = Object.entries(alert).map(([name, value]) => [
    name,
    name === 'record' ? value : shortenJson(value, MEMBER_BYTES),
  ]);
  const { tags, resources, resourceDetails, details, firstSteps, links, commands, actor, source, ...rest } =
    Object.fromEntries(entries) as Alert;
  return {
    ...rest,
    tags: asList(tags),
    resources: asList(resources),
    // Each of them is small: a list that is too long is cut as a whole.
    ...(resourceDetails === undefined
      ? {}
      : { resourceDetails: typeof resourceDetails === 'string' ? [] : resourceDetails }),
    ...(details === undefined ? {} : { details: typeof details === 'string' ? {} : listsOf(details) }),
    ...(firstSteps === undefined ? {} : { firstSteps: asList(firstSteps) }),
    ...(commands === undefined ? {} : { commands: asList(commands) }),
    ...(links === undefined ? {} : { links: typeof links === 'string' ? {} : links }),
    actor: typeof actor === 'string' ? { name: actor } : actor,
    source: typeof source === 'string' ? {} : source,
  };
}

/** The facts whose values were cut as a whole have a mark each. */
function listsOf(details: AlertDetails): AlertDetails {
  return Object.fromEntries(Object.entries(details).map(([fact, values]) => [fact, asList(values)]));
}

/** A list that was cut as a whole is a list of its mark. */
function asList(list: readonly string[] | string): readonly string[] {
  return typeof list === 'string' ? [list] : list;
}

function sizeOf(alert: Alert): number {
  return jsonBytes(alert as unknown as JsonObject);
}

/** Parts nested deeper than this are cut: no log that AWS writes is, and recursion has an end. */
const MAX_DEPTH = 64;

/**
 * A JSON value that takes at most `budgetBytes` as UTF-8 JSON text: the largest parts are replaced by a text that
 * says how large they were, `[shortened: 123456 bytes]`, and everything small stays as it is.
 *
 * The budget is shared out from the smallest member to the largest, so the largest members are cut. A value that
 * fits is returned unchanged. The result never takes more than the budget or the mark, whichever is more.
 */
function shortenJson(value: Json, budgetBytes: number): Json {
  return shortenValue(value, budgetBytes, 0);
}

/** How many bytes a JSON value takes as UTF-8 text; infinite when it is nested too deep to be written. */
function jsonBytes(value: Json, depth = 0): number {
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

function shortenValue(value: Json, budgetBytes: number, depth: number): Json {
  const sizeBytes = jsonBytes(value, depth);
  if (sizeBytes <= budgetBytes) return value;
  const mark = markOf(sizeBytes);
  if (typeof value !== 'object' || value === null || depth === MAX_DEPTH) return mark;
  const parts = partsOf(value).map((part) => ({ ...part, sizeBytes: jsonBytes(part.value, depth + 1) }));
  const limit = fairLimit(parts, budgetBytes);
  // There is no room even for the marks of the members: one mark replaces the whole.
  if (limit === undefined) return mark;
  const kept = parts.map((part): [string, Json] => [
    part.key,
    part.sizeBytes <= limit ? part.value : shortenValue(part.value, limit, depth + 1),
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
