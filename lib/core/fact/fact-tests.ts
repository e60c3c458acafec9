import type { Condition } from '../rule/condition';
import { OUTCOMES, type OutcomeStatus, outcomeTest } from './outcome';

/** A fact that rules can name, with the values that it may have. */
export interface FactTest {
  readonly values: readonly string[];
  /** Holds when the fact has any of the values. */
  readonly test: (values: readonly string[]) => Condition;
}

/** The facts that rules can name, by their names. */
export const FACT_TESTS: Readonly<Record<string, FactTest>> = {
  outcome: { values: OUTCOMES, test: (values) => outcomeTest(values as readonly OutcomeStatus[]) },
};
