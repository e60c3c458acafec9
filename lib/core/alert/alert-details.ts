import { oneLine } from '../safe-text/one-line';

/** What is told of an alert beside its own members: of its rule, what whoever is woken should do. */
export interface AlertDetails {
  readonly ruleName?: string;
  readonly firstSteps?: readonly string[];
}

/** How many first steps are said, how much of each, since a task token of Step Functions takes up to 2,048 characters, and of all. */
const MAX_STEPS = 10;
const STEP_LENGTH = 2_400;
const STEPS_LENGTH = 10_000;

/** The first steps that are said, each in one line, as many as fit. */
export function firstStepsOf({ firstSteps = [] }: AlertDetails): readonly string[] {
  const said: string[] = [];
  let left = STEPS_LENGTH;
  for (const step of firstSteps.slice(0, MAX_STEPS)) {
    if (left <= 0) break;
    const line = oneLine(step, Math.min(STEP_LENGTH, left));
    left -= line.length;
    said.push(line);
  }
  return said;
}
