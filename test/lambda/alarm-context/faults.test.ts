import { record } from '../log-processor/log-files';
import { testTwoAlerts } from '../two-alerts';
import { firedEvent, twoRecords, World } from './world';

testTwoAlerts(
  {
    'two records': () => twoRecords(),
    'an alarm that fires twice, and a later record': () => {
      const world = new World();
      world.log('2026-11-20T03:02:00Z', record('e1'));
      world.log('2026-11-20T03:08:00Z', record('e2'));
      world.send(firedEvent());
      world.send(firedEvent());
      return world;
    },
  },
  { minCalls: 15 },
);
