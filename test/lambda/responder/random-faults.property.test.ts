import { testRandomFaults } from '../random-faults';
import { AnsweredAlerts } from './invariants';

testRandomFaults(
  'every alert is answered once or reported, within the limit of the hour, and no report is repeated without an excuse',
  {
    ...{ runs: 1_000, calls: 40 },
    run: async (mishap) => {
      const alerts = new AnsweredAlerts(mishap);
      await alerts.run();
      return { faults: alerts.faults, problems: alerts.problems() };
    },
  },
);
