import { type Verdict, verdictOn } from '../compile/predicate/candidate-test';
import type { Json } from '../json/json-value';
import { type PlannedCondition, type PrefilterPlan, recordWith } from './prefilter-plan';

/** Numbers of values that a field does not have: the record lacks it, or its value is not known. */
export const ABSENT = 0xfffe;
export const UNKNOWN = 0xffff;

/**
 * Whether a condition holds, by the values of all its fields; undefined if that depends on what is not known.
 *
 * @param at the place of the condition
 * @param numbers of the values of its fields, in the order of the plan
 * @param values by number
 */
export function residualVerdict(
  { tree, conditions }: PrefilterPlan,
  at: number,
  numbers: Uint16Array,
  values: readonly Json[],
): Verdict {
  const { condition, fields } = conditions[at] as PlannedCondition;
  const known: (readonly [readonly string[], Json])[] = [];
  const paths = new Set<string>();
  for (let place = 0; place < fields.length; place++) {
    const field = fields[place] as number;
    const number = numbers[place] as number;
    // What is there may be anything, and the other fields may decide all the same.
    if (number === UNKNOWN) continue;
    paths.add(tree.fields[field] as string);
    if (number !== ABSENT) known.push([tree.keys[field] as readonly string[], values[number] as Json]);
  }
  return verdictOn(condition, recordWith(known), paths);
}
