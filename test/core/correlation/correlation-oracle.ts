import type { Correlation, CountBound } from '../../../lib/core/rule/correlation';

/** What the oracle knows of a record. Every test record is flat: each field is a text, or a list of texts. */
export interface FlatRecord {
  readonly eventID: string;
  readonly recipientAccountId: string;
  readonly eventTime: string;
  readonly [field: string]: string | readonly string[] | null;
}

/** A group, and the start of a period in which it satisfies the correlation; comparable as text. */
export type Satisfied = string;

interface Counted {
  readonly record: FlatRecord;
  readonly ruleId: string;
  readonly timeMs: number;
}

/**
 * The groups and periods of a complete set of records, straight from the definition: no state, no order, every window
 * filtered out of all records anew.
 */
export function oracle(
  correlation: Correlation,
  records: readonly FlatRecord[],
  satisfies: (record: FlatRecord, ruleId: string) => boolean,
): readonly Satisfied[] {
  const once = [...new Map(records.map((r) => [`${r.eventID} ${r.recipientAccountId}`, r])).values()];
  const counted = once.flatMap((record) =>
    correlation.rules
      .filter(({ id }) => satisfies(record, id))
      .map(({ id }) => ({ record, ruleId: id, timeMs: Date.parse(record.eventTime) })),
  );
  const groups = new Map<string, Counted[]>();
  for (const one of counted) {
    const isCounted = one.ruleId !== correlation.concludedBy;
    if (
      isCounted &&
      correlation.kind === 'value_count' &&
      combinationsOf(one.record, correlation.fields).length === 0
    )
      continue;
    for (const group of groupsOf(correlation, one)) {
      groups.set(group, [...(groups.get(group) ?? []), one]);
    }
  }
  const satisfied = [...groups].flatMap(([group, members]) =>
    members
      .filter(({ ruleId }) => correlation.concludedBy === undefined || ruleId === correlation.concludedBy)
      .filter(({ timeMs }) => holdsAt(correlation, members, timeMs))
      .map(({ timeMs }) => `${group} ${Math.floor(timeMs / (correlation.timespanSeconds * 1000))}`),
  );
  return [...new Set(satisfied)].sort();
}

function groupsOf({ groupBy, aliases }: Correlation, { record, ruleId }: Counted): readonly string[] {
  if (groupBy.length === 0) return [JSON.stringify([record.recipientAccountId])];
  const fields = groupBy.map((name) => aliases[name]?.[ruleId] ?? name);
  return combinationsOf(record, fields);
}

function combinationsOf(record: FlatRecord, fields: readonly string[]): readonly string[] {
  let all: string[][] = [[]];
  for (const field of fields) {
    const value = record[field];
    const texts = value === undefined || value === null ? [] : typeof value === 'string' ? [value] : value;
    all = all.flatMap((values) => texts.map((text) => [...values, text]));
  }
  return [...new Set(all.map((values) => JSON.stringify(values)))];
}

function holdsAt(correlation: Correlation, members: readonly Counted[], timeMs: number): boolean {
  const from = timeMs - correlation.timespanSeconds * 1000;
  const window = members.filter(
    (one) => one.ruleId !== correlation.concludedBy && one.timeMs > from && one.timeMs <= timeMs,
  );
  const rules = correlation.rules.length;
  const isTemporal = correlation.kind.startsWith('temporal');
  const bounds: readonly CountBound[] =
    correlation.bounds.length > 0 || !isTemporal ? correlation.bounds : [{ operator: 'eq', value: rules }];
  return bounds.every((bound) => holds(bound, countOf(correlation, window)));
}

function countOf(correlation: Correlation, window: readonly Counted[]): number {
  switch (correlation.kind) {
    case 'event_count':
      return new Set(window.map(({ record }) => `${record.eventID} ${record.recipientAccountId}`)).size;
    case 'value_count':
      return new Set(window.flatMap(({ record }) => combinationsOf(record, correlation.fields))).size;
    case 'temporal':
      return new Set(window.map(({ ruleId }) => ruleId)).size;
    case 'score':
      throw new Error('a score has an oracle of its own');
    case 'temporal_ordered':
      return longestChain(correlation, window, 0, Number.NEGATIVE_INFINITY);
  }
}

/** Tries every way to take rules in their order with times that never go back. */
function longestChain(
  correlation: Correlation,
  window: readonly Counted[],
  place: number,
  afterMs: number,
): number {
  const rule = correlation.rules[place];
  if (rule === undefined) return 0;
  const without = longestChain(correlation, window, place + 1, afterMs);
  const times = new Set(
    window
      .filter(({ ruleId, timeMs }) => ruleId === rule.id && timeMs >= afterMs)
      .map(({ timeMs }) => timeMs),
  );
  const lengths = [...times].map((timeMs) => 1 + longestChain(correlation, window, place + 1, timeMs));
  return Math.max(without, ...lengths);
}

function holds({ operator, value }: CountBound, count: number): boolean {
  return {
    gt: count > value,
    gte: count >= value,
    lt: count < value,
    lte: count <= value,
    eq: count === value,
    neq: count !== value,
  }[operator];
}
