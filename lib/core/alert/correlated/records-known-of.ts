import { isJsonObject, type JsonObject } from '../../json/json-value';

/** The records that the facts of an alert about several records name, the earliest first; empty of any other alert. */
export function recordsKnownOf({ knownWhenRaised }: JsonObject): readonly JsonObject[] {
  const records = isJsonObject(knownWhenRaised) ? knownWhenRaised.records : undefined;
  return Array.isArray(records) ? records.filter(isJsonObject) : [];
}
