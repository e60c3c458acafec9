import type { JsonObject } from '../../lib/core/json/json-value';

/** An answer of the SDK as JSON, without the members that are undefined. */
export function toJsonObject(answer: object): JsonObject {
  return JSON.parse(JSON.stringify(answer));
}
