import { toPredicate } from '../../lib/core/compile/predicate/to-predicate';
import { isJsonObject, type Json, type JsonObject } from '../../lib/core/json/json-value';
import type { Condition, WildcardPart } from '../../lib/core/rule/condition';

/** Values by path, of which a record is made. */
type Assignment = ReadonlyMap<string, Json>;

/** No condition needs more alternatives; one that has more is cut. */
const MAX_ALTERNATIVES = 400;

/** The record of a call with a long-term access key by hand, before a condition asks for anything. */
const BASE: JsonObject = {
  eventVersion: '1.11',
  userIdentity: {
    type: 'IAMUser',
    principalId: 'AIDACKCEVSQ6C2EXAMPLE',
    arn: 'arn:aws:iam::111122223333:user/alice',
    accountId: '111122223333',
    accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
    userName: 'alice',
  },
  eventTime: '2026-11-20T03:03:28Z',
  awsRegion: 'eu-west-1',
  sourceIPAddress: '203.0.113.7',
  userAgent: 'aws-cli/2.31.18',
  recipientAccountId: '111122223333',
  eventType: 'AwsApiCall',
  managementEvent: true,
  eventCategory: 'Management',
};

/** Names of calls that CloudTrail marks as reading. */
const READING = /^(Get|List|Describe|Lookup|Search|Head|BatchGet|Simulate|Scan|Query)/;

/** Records that satisfy a condition: what it asks for, one record for each alternative, on the given record or a plain one. */
export function witnessesOf(condition: Condition, base: JsonObject = BASE): readonly JsonObject[] {
  const holds = toPredicate(condition);
  return alternatives(condition)
    .map((assignment) => recordOf(assignment, base))
    .filter(holds);
}

function recordOf(assignment: Assignment, base: JsonObject): JsonObject {
  const record = [...assignment].reduce<JsonObject>(
    (copy, [path, value]) => withValue(copy, path.split('.'), value),
    base,
  );
  return 'readOnly' in record ? record : { ...record, readOnly: READING.test(String(record.eventName)) };
}

function withValue(record: JsonObject, [key = '', ...rest]: readonly string[], value: Json): JsonObject {
  if (rest.length === 0) return { ...record, [key]: value };
  const inner = record[key];
  return { ...record, [key]: withValue(isJsonObject(inner) ? inner : {}, rest, value) };
}

/** The ways in which a condition may hold. Negations ask for nothing: the records are tested afterwards. */
function alternatives(condition: Condition): readonly Assignment[] {
  switch (condition.kind) {
    case 'and':
      return condition.of.map(alternatives).reduce(combined, [new Map()]);
    case 'or':
      return condition.of.flatMap(alternatives).slice(0, MAX_ALTERNATIVES);
    case 'equals':
    case 'startsWith':
    case 'endsWith':
    case 'contains':
      return condition.values.map((value) => new Map([[condition.field, toJson(value)]]));
    case 'wildcard':
      return condition.patterns.map((parts) => new Map([[condition.field, parts.map(textOf).join('')]]));
    case 'exists':
      return [new Map([[condition.field, condition.field === 'errorCode' ? 'AccessDenied' : 'any']])];
    case 'compare':
      return [condition.value, condition.value + 1, condition.value - 1].map(
        (value) => new Map([[condition.field, value]]),
      );
    default:
      return [new Map()];
  }
}

function combined(some: readonly Assignment[], others: readonly Assignment[]): readonly Assignment[] {
  return some.flatMap((one) => others.map((other) => new Map([...one, ...other]))).slice(0, MAX_ALTERNATIVES);
}

function toJson(text: string): Json {
  return text === 'true' || text === 'false' ? text === 'true' : text;
}

function textOf(part: WildcardPart): string {
  if ('text' in part) return part.text;
  return 'one' in part ? 'x' : '';
}
