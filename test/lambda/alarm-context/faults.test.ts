import { record } from '../log-processor/log-files';
import { testTwoAlerts } from '../two-alerts';
import { firedEvent, World } from './world';

const SCENARIOS: Readonly<Record<string, () => World>> = {
  'two records': () => {
    const world = new World();
    for (const id of ['e1', 'e2']) world.log('2026-11-20T03:02:00Z', record(id));
    world.send(firedEvent());
    return world;
  },
  'an alarm that fires twice, and a later record': () => {
    const world = new World();
    world.log('2026-11-20T03:02:00Z', record('e1'));
    world.log('2026-11-20T03:08:00Z', record('e2'));
    world.send(firedEvent());
    world.send(firedEvent());
    return world;
  },
};

testTwoAlerts({ scenarios: Object.entries(SCENARIOS), minCalls: 15, minPairs: 400 });
