import { readBuiltInFiles } from '../../bin/generators/built-in-rules';
import type { Json, JsonObject } from '../../lib/core/json/json-value';
import { compileFieldPath, readField } from '../../lib/core/record/field-path';
import type { Condition } from '../../lib/core/rule/condition';
import type { Correlation } from '../../lib/core/rule/correlation';
import type { Rule } from '../../lib/core/rule/rule';

const FILES = readBuiltInFiles();
const EXAMPLES = new Map(
  FILES.flatMap(({ parsed }) =>
    parsed.rules.map(({ rule, examples }) => [rule.id, examples.matching] as const),
  ),
);

/** The correlations of the catalogue by name. */
export const CORRELATIONS = FILES.flatMap(({ parsed }) =>
  parsed.correlations.map(({ correlation }) => [correlation.name, correlation] as const),
);

/**
 * As many records as told, each with an own value of the field whose values are counted; behind them, the one that concludes the
 * correlation, if it needs one.
 */
export function recordsOf(correlation: Correlation, count: number): JsonObject[] {
  const counted = countedRecords(correlation, count);
  const conclusion = correlation.rules.find(({ id }) => id === correlation.concludedBy);
  if (conclusion === undefined) return counted;
  const last = { ...exampleOf(conclusion, { ...correlation, fields: [] }, count), eventTime: timeAfter(59) };
  const [first] = correlation.rules as readonly [Rule];
  return [...counted, inGroupOf([first, counted[0] ?? {}], correlation, [conclusion, last])];
}

function countedRecords(correlation: Correlation, count: number): JsonObject[] {
  const [rule] = correlation.rules as readonly [Rule];
  const [field] = correlation.fields;
  const named = field === undefined ? [] : textsOf(rule.condition, field);
  return Array.from({ length: count }, (_, at) => {
    const record = exampleOf(rule, correlation, at);
    if (field === undefined) return record;
    const other = field === 'sourceIPAddress' ? `198.51.100.${at}` : `${valueAt(record, field)}-${at}`;
    return withField(record, field, named[at] ?? other);
  });
}

/** A record of each rule of a correlation, in their order, all of one group. */
export function recordsInOrder(correlation: Correlation): JsonObject[] {
  const records = correlation.rules.map((rule, at) => [rule, exampleOf(rule, correlation, at)] as const);
  return records.map((record) => inGroupOf(records[0] ?? record, correlation, record));
}

function inGroupOf(
  [first, of]: readonly [Rule, JsonObject],
  correlation: Correlation,
  [rule, record]: readonly [Rule, JsonObject],
): JsonObject {
  return correlation.groupBy.reduce(
    (copy, name) =>
      withField(copy, fieldFor(correlation, name, rule), valueAt(of, fieldFor(correlation, name, first))),
    record,
  );
}

/** The field of a rule's records that a correlation groups by, which may be an alias. */
function fieldFor({ aliases }: Correlation, name: string, { id }: Rule): string {
  return aliases[name]?.[id] ?? name;
}

/** A matching record of the rule that has all fields that the correlation reads, at its second `at`. */
function exampleOf(rule: Rule, correlation: Correlation, at: number): JsonObject {
  const read = [...correlation.groupBy, ...correlation.fields].map((name) =>
    fieldFor(correlation, name, rule),
  );
  const found = EXAMPLES.get(rule.id)?.find(({ record }) =>
    read.every((field) => readField(record, compileFieldPath(field)).length > 0),
  );
  if (found === undefined) throw new Error(`no record of ${rule.name} has all fields that are read`);
  const eventID = `00000000-0000-4000-8000-${String(at).padStart(12, '0')}`;
  return { ...found.record, eventID, eventTime: timeAfter(at % 60) };
}

/** The time so many seconds after the first record. */
export function timeAfter(seconds: number): string {
  return `${new Date(Date.UTC(2026, 10, 20) + seconds * 1000).toISOString().slice(0, 19)}Z`;
}

/** The texts to which a condition compares a field. */
function textsOf(condition: Condition, field: string): readonly string[] {
  if (condition.kind === 'equals') return condition.field === field ? condition.values : [];
  return condition.kind === 'and' ? condition.of.flatMap((part) => textsOf(part, field)) : [];
}

function valueAt(record: JsonObject, field: string): Json {
  return readField(record, compileFieldPath(field))[0] ?? null;
}

function withField(record: JsonObject, field: string, value: Json): JsonObject {
  const [key = '', ...rest] = field.split('.');
  if (rest.length === 0) return { ...record, [key]: value };
  return { ...record, [key]: withField(record[key] as JsonObject, rest.join('.'), value) };
}
