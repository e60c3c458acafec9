import { Compilation } from '../../compile/compilation';
import type { CompileOptions } from '../../compile/compile-result';
import { type SqlTable, toExpression } from '../../compile/sql/select-statement';
import type { SqlTexts } from '../../compile/sql/sql-engine';
import type { FieldPath } from '../../record/field-path';
import type { Rule } from '../../rule/rule';
import type { CorrelationPlan, FieldsToRead } from '../correlation-plan';

interface CountedRule {
  readonly rule: Rule;
  readonly fields: FieldsToRead;
  /** In the list of rules, from 1. */
  readonly place: number;
}

/** How the clause is to be written. */
interface MatchedOptions extends CompileOptions {
  readonly table?: string;
}

/**
 * The clause `matched`: the addition of each record that satisfies a rule to the count of a group, as in
 * `toContributions`.
 *
 * | column         | what it holds                                                          |
 * | -------------- | ---------------------------------------------------------------------- |
 * | `group_values` | an array of texts                                                      |
 * | `count_key`    | what is counted once: the record, an array of values, the rule's place |
 * | `event_ms`     | the record's time; NULL if it has none                                 |
 * | `event_id`     | the record's `eventID`                                                 |
 * | `concludes`    | only where a rule concludes: whether the record satisfies it, and is not counted |
 *
 * It reads the table once. Where it matters which rule a record satisfies, each record is there once for each of
 * them, by its place; a record whose `place` is NULL satisfies none.
 */
export function toMatched(
  plan: CorrelationPlan,
  table: SqlTable,
  options: MatchedOptions,
): Compilation<string> {
  const rules = countedRules(plan);
  const [first] = rules;
  if (first === undefined)
    return Compilation.refuse({ code: 'never-holds', reason: 'no rule has all fields of the group' });
  const { concludedBy } = plan.correlation;
  const isByPlace =
    isTemporal(plan) ||
    concludedBy !== undefined ||
    !rules.every(({ fields }) => hasSameFields(fields, first.fields));
  const read = isByPlace ? rules : [first];
  const conditions = Compilation.all(rules.map((rule) => conditionOf(rule, table, options)));
  const groups = Compilation.all(read.map(({ fields }) => textsAt(fields.group, table)));
  const values = Compilation.all(read.map(({ fields }) => textsAt(fields.values, table)));
  const assumed = plan.correlation.kind === 'event_count' ? table.counting.recordIdAssumptions : [];
  const tuplesOf = (name: string, texts: readonly (readonly SqlTexts[])[]) =>
    isByPlace
      ? tuplesByPlace(name, new Map(rules.map(({ place }, at) => [place, texts[at] ?? []])), table)
      : toTuples(name, texts[0] ?? [], table);
  const account: Source = { value: `ARRAY[${table.counting.accountId}]` };
  return conditions
    .and(groups.and(values))
    .map(([matching, [group, value]]) =>
      selectOf({
        table,
        from: options.table ?? table.from,
        found: isByPlace ? foundByPlace(rules, matching) : foundByAny(matching),
        group: first.fields.group.length === 0 ? account : tuplesOf('group_values', group),
        key: keyOf(plan, table) ?? tuplesOf('count_key', value),
        concluding: concludedBy === undefined ? undefined : plan.ruleIds.indexOf(concludedBy) + 1,
      }),
    )
    .assuming(...assumed);
}

function countedRules({ correlation, ruleIds, fields }: CorrelationPlan): readonly CountedRule[] {
  return ruleIds.flatMap((id, index) => {
    const rule = correlation.rules.find((one) => one.id === id);
    const read = fields.get(id);
    return rule === undefined || read === undefined ? [] : [{ rule, fields: read, place: index + 1 }];
  });
}

function isTemporal({ correlation: { kind } }: CorrelationPlan): boolean {
  return kind === 'temporal' || kind === 'temporal_ordered';
}

function hasSameFields(one: FieldsToRead, other: FieldsToRead): boolean {
  return one.group.every(({ text }, index) => text === other.group[index]?.text);
}

function textsAt(fields: readonly FieldPath[], { scope }: SqlTable): Compilation<readonly SqlTexts[]> {
  return Compilation.all(fields.map(({ text }) => scope.texts(text)));
}

function conditionOf(
  { rule, place }: CountedRule,
  { scope }: SqlTable,
  options: CompileOptions,
): Compilation<string> {
  return toExpression(rule.condition, scope, options)
    .map((sql) => `(${sql})`)
    .within(`rules[${place - 1}]`);
}

function foundByAny([only = '', ...more]: readonly string[]): Omit<Source, 'value'> {
  return { where: [more.length === 0 ? only : `(${[only, ...more].join('\n  OR ')})`] };
}

function foundByPlace(rules: readonly CountedRule[], conditions: readonly string[]): Omit<Source, 'value'> {
  const places = rules.map(({ place }, at) => `\n  CASE WHEN ${conditions[at]} THEN ${place} END`);
  return {
    join: `CROSS JOIN UNNEST(ARRAY[${places.join(',')}\n]) AS places (place)`,
    where: ['place IS NOT NULL'],
  };
}

/** Undefined for a kind that counts the values of fields. */
function keyOf({ correlation: { kind } }: CorrelationPlan, { counting }: SqlTable): Source | undefined {
  switch (kind) {
    case 'event_count':
      return { value: `ARRAY[${counting.accountId}, ${counting.recordId}]` };
    case 'value_count':
      return undefined;
    case 'temporal':
    case 'temporal_ordered':
    // Refused before: it lists no rules.
    case 'score':
      return { value: 'place' };
    default:
      return kind satisfies never;
  }
}

interface Pieces {
  readonly table: SqlTable;
  readonly from: string;
  readonly found: Omit<Source, 'value'>;
  readonly group: Source;
  readonly key: Source;
  /** The place of the rule that concludes. */
  readonly concluding: number | undefined;
}

function selectOf({ table: { counting }, from, found, group, key, concluding }: Pieces): string {
  const joins = [found, group, key].flatMap(({ join }) => (join === undefined ? [] : [join]));
  const guards = [found, group, key].flatMap(({ where }) => where ?? []);
  return [
    'SELECT',
    `  ${group.value} AS group_values,`,
    `  ${key.value} AS count_key,`,
    `  ${counting.timeMs} AS event_ms,`,
    `  ${counting.eventId} AS event_id${concluding === undefined ? '' : `,\n  place = ${concluding} AS concludes`}`,
    [`FROM ${from}`, ...joins].join('\n'),
    `WHERE ${guards.join('\n  AND ')}`,
  ].join('\n');
}

/** A value of a SELECT, what has to be joined for it, and what has to hold. */
interface Source {
  readonly value: string;
  readonly join?: string;
  readonly where?: readonly string[];
}

/**
 * Arrays of one text of each field, under a name. Where each field is one text, there is one array, or none if a field
 * is missing; else a row for each combination.
 */
function toTuples(name: string, texts: readonly SqlTexts[], table: SqlTable): Source {
  if (!texts.every(({ isOne }) => isOne)) return unnested(name, combinationsOf(texts, table));
  const values = texts.map(({ sql }) => sql);
  return { value: `ARRAY[${values.join(', ')}]`, where: values.map((value) => `${value} IS NOT NULL`) };
}

/** The same where each rule has its own fields, by the rule's place. */
function tuplesByPlace(
  name: string,
  texts: ReadonlyMap<number, readonly SqlTexts[]>,
  table: SqlTable,
): Source {
  const each = [...texts].map(([place, fields]) => ({ place, combinations: combinationsOf(fields, table) }));
  const [first] = each;
  if (first !== undefined && each.every(({ combinations }) => combinations === first.combinations)) {
    return toTuples(name, [...texts.values()][0] ?? [], table);
  }
  const cases = each.map(({ place, combinations }) => `\n  WHEN ${place} THEN ${combinations}`);
  return unnested(name, `CASE place${cases.join('')} END`);
}

function unnested(name: string, combinations: string): Source {
  return { value: name, join: `CROSS JOIN UNNEST(${combinations}) AS ${name}_rows (${name})` };
}

function combinationsOf(texts: readonly SqlTexts[], { counting }: SqlTable): string {
  // Of a rule that concludes no value is counted.
  if (texts.length === 0) return counting.combinations(["ARRAY['']"]);
  return counting.combinations(texts.map(({ sql, isOne }) => (isOne ? `ARRAY[${sql}]` : sql)));
}
