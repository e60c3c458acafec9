import { type Verdict, verdictOn } from '../compile/predicate/candidate-test';
import type { Json } from '../json/json-value';
import { type PlannedCondition, type PrefilterPlan, recordWith } from './prefilter-plan';

/** Numbers of values that a field does not have: the record lacks it, or its value is not known. */
export const ABSENT = 0xfffffffe;
export const UNKNOWN = 0xffffffff;

/** Answers that are remembered for one condition. */
const MAX_REMEMBERED = 8192;

/** Says by the values of all its fields whether a condition holds, and remembers the answers. */
export class ResidualTests {
  private readonly remembered: (Map<string, Verdict> | undefined)[] = [];

  constructor(private readonly plan: PrefilterPlan) {}

  /**
   * Whether a condition holds; undefined if that depends on what is not known.
   *
   * @param numbers of the values of its fields, at the places of their numbers
   * @param values by number
   */
  verdictOn(condition: number, numbers: Uint32Array, values: readonly Json[]): Verdict {
    const { fields } = this.plan.conditions[condition] as PlannedCondition;
    let key = '';
    // Values have numbers below 16,384: absent and unknown keep characters of their own.
    for (const field of fields) key += String.fromCharCode((numbers[field] as number) & 0xffff);
    const answers = this.answersOf(condition);
    const known = answers.get(key);
    if (known !== undefined || answers.has(key)) return known;
    if (answers.size === MAX_REMEMBERED) answers.clear();
    const answer = this.ask(condition, fields, numbers, values);
    answers.set(key, answer);
    return answer;
  }

  /** Forgets the answers, as values have other numbers now. */
  forget(): void {
    this.remembered.length = 0;
  }

  private ask(at: number, fields: readonly number[], numbers: Uint32Array, values: readonly Json[]): Verdict {
    const { tree, conditions } = this.plan;
    const { condition } = conditions[at] as PlannedCondition;
    const known = new Map<string, Json>();
    const paths = new Set<string>();
    for (const field of fields) {
      const path = tree.fields[field] as string;
      const number = numbers[field] as number;
      // What is there may be anything, and the other fields may decide all the same.
      if (number === UNKNOWN) continue;
      paths.add(path);
      if (number !== ABSENT) known.set(path, values[number] as Json);
    }
    return verdictOn(condition, recordWith(known), paths);
  }

  private answersOf(condition: number): Map<string, Verdict> {
    this.remembered[condition] ??= new Map();
    return this.remembered[condition];
  }
}
