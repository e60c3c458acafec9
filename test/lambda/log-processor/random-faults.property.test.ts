import { testRandomFaults } from '../random-faults';
import { SeveralHandlers } from '../several-handlers';
import { begin, problemsOf } from './invariants';

testRandomFaults(
  'log files with a storm, a trial, silenced alerts and a correlation: no alert is lost, doubled or miscounted, and nothing is a dead letter',
  {
    ...{ runs: 50, calls: 300 },
    run: async (mishap) => {
      const story = begin(mishap.seed);
      const handlers = SeveralHandlers.under(story.world, mishap);
      await handlers.drain();
      return { faults: handlers.faults, problems: problemsOf(story, handlers.faults) };
    },
  },
);
