import { ContributionCollector } from '../../lib/core/correlation/contribution-collector';
import { Detections } from '../../lib/core/correlation/detections';
import { findCrossings } from '../../lib/core/correlation/find-crossings';
import { compileFieldPath, readField } from '../../lib/core/record/field-path';
import type { CloudTrailRecord, Json, JsonObject } from '../../lib/core/record/record';
import type { Condition } from '../../lib/core/rule/condition';
import type { Correlation } from '../../lib/core/rule/correlation';
import type { Rule } from '../../lib/core/rule/rule';
import { readRuleFiles } from './rule-files';

const FILES = readRuleFiles();
const EXAMPLES = new Map(
  FILES.flatMap(({ parsed }) =>
    parsed.rules.map(({ rule, examples }) => [rule.id, examples.matching] as const),
  ),
);
const CORRELATIONS = FILES.flatMap(({ parsed }) =>
  parsed.correlations.map(({ correlation }) => [correlation.name, correlation] as const),
);
const COUNTING = CORRELATIONS.filter(([, { kind }]) => kind === 'event_count' || kind === 'value_count');
const ORDERED = CORRELATIONS.filter(([, { kind }]) => kind === 'temporal_ordered');

describe('the correlations of the catalogue', () => {
  it('are two dozen, of two kinds that count and one that orders', () => {
    expect(COUNTING.length).toBeGreaterThanOrEqual(20);
    expect(COUNTING.length + ORDERED.length).toBe(CORRELATIONS.length);
  });

  it.each(COUNTING)(
    '%s is raised by as many records as it says, and not by one less',
    (_name, correlation) => {
      const enough = correlation.bounds[0]?.value ?? 0;
      const records = recordsOf(correlation, enough);
      expect(crossingsOf(correlation, records)).toBe(1);
      expect(crossingsOf(correlation, records.slice(1))).toBe(0);
    },
  );

  it.each(COUNTING)('%s is not raised by records that are too far apart', (_name, correlation) => {
    const records = recordsOf(correlation, correlation.bounds[0]?.value ?? 0);
    const apart = records.map((record, at) => ({
      ...record,
      eventTime: timeAfter(at * correlation.timespanSeconds),
    }));
    expect(crossingsOf(correlation, apart)).toBe(0);
  });

  it.each(ORDERED)('%s is raised by its records in their order only', (_name, correlation) => {
    const records = correlation.rules.map((rule, at) => exampleOf(rule, correlation, at));
    const [first] = records;
    const alike = records.map((record) =>
      correlation.groupBy.reduce(
        (copy, field) => withField(copy, field, valueAt(first ?? {}, field)),
        record,
      ),
    );
    const times = alike.map(({ eventTime }) => eventTime);
    const reversed = [...alike].reverse().map((record, at) => ({ ...record, eventTime: times[at] ?? '' }));
    expect(crossingsOf(correlation, alike)).toBe(1);
    expect(crossingsOf(correlation, reversed)).toBe(0);
  });
});

/** As many records as told, each with an own value of the field whose values are counted. */
function recordsOf(correlation: Correlation, count: number): JsonObject[] {
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

/** A matching record of the rule that has all fields that the correlation reads, at its second `at`. */
function exampleOf(rule: Rule, { groupBy, fields }: Correlation, at: number): JsonObject {
  const found = EXAMPLES.get(rule.id)?.find(({ record }) =>
    [...groupBy, ...fields].every((field) => readField(record, compileFieldPath(field)).length > 0),
  );
  if (found === undefined) throw new Error(`no record of ${rule.name} has all fields that are read`);
  const eventID = `00000000-0000-4000-8000-${String(at).padStart(12, '0')}`;
  return { ...found.record, eventID, eventTime: timeAfter(at % 60) };
}

function timeAfter(seconds: number): string {
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

/** In how many periods the records satisfy the correlation. */
function crossingsOf(correlation: Correlation, records: readonly JsonObject[]): number {
  const detections = Detections.of([], [correlation]);
  const collector = new ContributionCollector();
  for (const record of records as readonly unknown[] as readonly CloudTrailRecord[])
    detections.collect(detections.match(record), record, {}, collector);
  const crossings = collector
    .groups()
    .flatMap(({ plan, contributions }) => findCrossings(plan, contributions));
  return crossings.length;
}
