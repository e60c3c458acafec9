import { testTwoAlerts, testTwoAlertsUnderPairs } from '../two-alerts';
import { busEvent, World } from './world';

function twoEvents(): World {
  const world = new World();
  for (const id of ['e1', 'e2']) world.send(busEvent(id));
  return world;
}

testTwoAlerts(
  {
    'two events': twoEvents,
    'events that come twice': () => {
      const world = new World();
      for (const id of ['e1', 'e2', 'e1']) world.send(busEvent(id));
      world.send(busEvent('e2'), 60);
      return world;
    },
  },
  { minCalls: 7 },
);
testTwoAlertsUnderPairs(twoEvents, { minPairs: 100 });
