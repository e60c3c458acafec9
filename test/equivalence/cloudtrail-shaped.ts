import type { Json, JsonObject } from '../../lib/core/json/json-value';
import type { Condition } from '../../lib/core/rule/condition';

/** Where the fields of random records stand in CloudTrail's: what each service decides is below requestParameters. */
const PLACES: Readonly<Record<string, string>> = {
  a: 'requestParameters',
  b: 'responseElements',
  o: 'requestParameters',
  list: 'additionalEventData',
  none: 'requestParameters',
};

/** A random record with its fields where CloudTrail has such. */
export function shapedRecord(record: JsonObject): JsonObject {
  const shaped: Record<string, Json> = {};
  for (const [key, value] of Object.entries(record)) {
    if (value === undefined) continue;
    const place = PLACES[key];
    if (place === undefined) shaped[key] = value;
    else shaped[place] = { ...((shaped[place] as JsonObject | undefined) ?? {}), [key]: value };
  }
  return shaped;
}

/** A condition on random records as one on {@link shapedRecord}. */
export function shapedCondition(condition: Condition): Condition {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return { ...condition, of: condition.of.map(shapedCondition) };
    case 'not':
      return { ...condition, of: shapedCondition(condition.of) };
    case 'keyword':
    case 'keywordMatches':
      return condition;
    case 'sameAs':
      return { ...condition, field: shapedField(condition.field), other: shapedField(condition.other) };
    default:
      return { ...condition, field: shapedField(condition.field) };
  }
}

function shapedField(field: string): string {
  const place = PLACES[field.split('.')[0] ?? ''];
  return place === undefined ? field : `${place}.${field}`;
}
