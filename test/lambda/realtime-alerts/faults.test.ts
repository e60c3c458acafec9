import { testTwoAlerts } from '../two-alerts';
import { busEvent, World } from './world';

const SCENARIOS: Readonly<Record<string, () => World>> = {
  'two events': () => {
    const world = new World();
    for (const id of ['e1', 'e2']) world.send(busEvent(id));
    return world;
  },
  'events that come twice': () => {
    const world = new World();
    for (const id of ['e1', 'e2', 'e1']) world.send(busEvent(id));
    world.send(busEvent('e2'), 60);
    return world;
  },
};

testTwoAlerts({ scenarios: Object.entries(SCENARIOS), minCalls: 7, minPairs: 100 });
