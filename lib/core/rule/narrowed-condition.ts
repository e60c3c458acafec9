import type { Condition } from './condition';

/** What a record must satisfy in addition to what a rule looks for. */
export interface Narrowing {
  /** What people call it: the filter, or what an allow list allows. */
  readonly name: string;
  readonly condition: Condition;
}

/** What a rule looks for, without the records that filters, allow lists or tuning leave out. */
export function narrowed(condition: Condition, narrowings: readonly Narrowing[]): Condition {
  return {
    kind: 'and',
    of: [condition, ...narrowings.map((each) => each.condition)],
    isNarrowed: true,
    names: narrowings.map(({ name }) => name),
  };
}

/**
 * What a rule looks for, before anything was left out. Anything that only forwards records to the matcher uses this: it stays
 * the same size however long an allow list is.
 */
export function writtenCondition(condition: Condition): Condition {
  const [written] = condition.kind === 'and' && condition.isNarrowed === true ? condition.of : [];
  return written === undefined ? condition : writtenCondition(written);
}

/** What was left out of what a rule looks for, the first narrowing first. */
export function narrowingsOf(condition: Condition): readonly Narrowing[] {
  if (condition.kind !== 'and' || condition.isNarrowed !== true) return [];
  const [written, ...others] = condition.of;
  const names = condition.names ?? [];
  const own = others.map((each, at) => ({ name: names[at] ?? `filter ${at + 1}`, condition: each }));
  return written === undefined ? own : [...narrowingsOf(written), ...own];
}

/** Whether a narrowing is what users leave out, by filters and allow lists; a rule means the same without it. */
export function isLeftOut(narrowing: Narrowing): boolean {
  return isFilter(narrowing) || narrowing.condition.kind === 'not';
}

/** Whether a narrowing is a Sigma filter. */
export function isFilter({ name }: Narrowing): boolean {
  return name.startsWith('filter ');
}
