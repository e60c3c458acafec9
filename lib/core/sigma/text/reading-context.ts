import type { ProblemList } from '../../problem/problem-list';
import type { Placeholders } from './sigma-placeholder';

/** What the readers of one Sigma file share. */
export interface ReadingContext {
  readonly problems: ProblemList;
  readonly placeholders: Placeholders;
  readonly budget: ReadingBudget;
}

/** What the rules of a file may still grow to together, so that no file takes long to read. */
export interface ReadingBudget {
  /** Steps of compiled regular expressions. */
  expressionSteps: number;
  /** Values that modifiers such as `windash` and `expand` make. */
  madeValues: number;
  /** Characters of JSON of the conditions on elements and documents. */
  nestedCharacters: number;
}
