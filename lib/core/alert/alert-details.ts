import { oneLine } from '../safe-text/one-line';

/** What is told of an alert beside its own members: of its rule, what whoever is woken should do. */
export interface AlertDetails {
  readonly ruleName?: string;
  readonly firstSteps?: readonly string[];
}

/** How many first steps are said, and how much of each: a task token of Step Functions takes up to 2,048 characters. */
const MAX_STEPS = 10;
const STEP_LENGTH = 2_400;

/** The first steps that are said, each in one line. */
export function firstStepsOf({ firstSteps = [] }: AlertDetails): readonly string[] {
  return firstSteps.slice(0, MAX_STEPS).map((step) => oneLine(step, STEP_LENGTH));
}
