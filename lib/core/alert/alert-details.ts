import { oneLine } from '../safe-text/one-line';

/** What is told of an alert beside its own members: of its rule, what whoever is woken should do. */
export interface AlertDetails {
  readonly ruleName?: string;
  readonly firstSteps?: readonly string[];
}

/** How many first steps are said, and how much of each. */
const MAX_STEPS = 10;
const STEP_LENGTH = 1000;

/** The first steps that are said, each in one line. */
export function firstStepsOf({ firstSteps = [] }: AlertDetails): readonly string[] {
  return firstSteps.slice(0, MAX_STEPS).map((step) => oneLine(step, STEP_LENGTH));
}
