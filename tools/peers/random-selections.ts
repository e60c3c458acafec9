import fc from 'fast-check';
import { addSelectionStack, arbitrarySelection } from '../../test/constructs/selection/arbitrary-selection';
import type { Scenario } from '../../test/scenarios/scenario';

const SAMPLES = 500;

/** The same at every run, and the same that CDK's own validation judges. */
const SEED = 20_261_120;

/** A trail, in a stack of its own, of each random selection that preflight accepts. */
export const randomSelections: Scenario = {
  name: 'random-selections',
  build: (app) => {
    let accepted = 0;
    for (const make of fc.sample(arbitrarySelection, { numRuns: SAMPLES, seed: SEED })) {
      try {
        addSelectionStack(app, accepted, make);
        accepted += 1;
      } catch {
        // refused, and so there is no template to look at
      }
    }
  },
};
