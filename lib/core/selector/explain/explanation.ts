import { allOf, type Verdict } from '../selection-problem';
import { renderValue, type SelectorValue } from '../selector-value';

/** Whether one condition is met by a record, with a description of the condition and of the record's value. */
export interface ConditionOutcome {
  readonly verdict: Verdict;
  /** Called only for conditions that are shown: most records of an archive are just counted. */
  readonly words: () => string;
  /** What it counts for when the selector nearest to a record is sought; 1 when absent. */
  readonly weight?: number;
}

/** What one selector does with a record, before it is put in words. */
export interface SelectorVerdict {
  readonly selector: string;
  readonly verdict: Verdict;
  /** The conditions that make the verdict. */
  readonly telling: readonly ConditionOutcome[];
  /** How far the selector is from the verdict `yes`; a selector of another kind of events is farthest. */
  readonly distance: number;
}

/** What one selector does with a record. */
export interface SelectorOutcome {
  /** The selector's name; where it has none, its kind and number, such as `advanced selector 2`. */
  readonly selector: string;
  /** `yes`: it logs the record. `unknown`: that hangs on a value that only the deployment knows. */
  readonly verdict: Verdict;
  /** The conditions that hold when the verdict is `yes`; else those that prevent it, or are not known. */
  readonly conditions: readonly string[];
}

/** Whether a trail logs a record, and why. */
export interface Explanation {
  /** `null` when that hangs on a value that only the deployment knows. */
  readonly logged: boolean | null;
  /** The selector that logs it. */
  readonly by?: string;
  /** One sentence, lower case, no full stop. */
  readonly why: string;
  /** Each selector in its order; empty when the record never came so far, as on a stopped trail. */
  readonly selectors: readonly SelectorOutcome[];
}

/** How many values a sentence names before it only counts the rest. */
const VALUES_NAMED = 3;

/** `'a', 'b', 'c' and 4 more`. */
export function renderValues(values: readonly SelectorValue[]): string {
  const named = values.slice(0, VALUES_NAMED).map((value) => `'${renderValue(value)}'`);
  const more = values.length - named.length;
  return more > 0 ? `${named.join(', ')} and ${more} more` : named.join(', ');
}

/** The selector's verdict from those of its conditions, all of which must hold. */
export function outcomeOf(selector: string, conditions: readonly ConditionOutcome[]): SelectorVerdict {
  const verdict = allOf(conditions.map((condition) => condition.verdict));
  const telling = conditions.filter((condition) => condition.verdict === verdict);
  const distance = verdict === 'yes' ? 0 : telling.reduce((sum, { weight = 1 }) => sum + weight, 0);
  return { selector, verdict, telling, distance };
}

/** The verdict in words. */
export function renderOutcome({ selector, verdict, telling }: SelectorVerdict): SelectorOutcome {
  return { selector, verdict, conditions: telling.map(({ words }) => words()) };
}
