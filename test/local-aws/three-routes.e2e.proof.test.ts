import { toEnvelope } from '../../lib/core/pattern/event-pattern/to-envelope';
import type { ReceivedAlert } from './alert-mailbox';
import { putEvent } from './deliver-object';
import { startBeforeTests } from './local-tests';
import type { LocalAws } from './start-local-aws';
import { stopLogging } from './stop-logging';
import { ROUTES, ThreeRoutes } from './three-routes';

const ALARM_NAME = /^Local\//;

let aws: LocalAws;
let routes: ThreeRoutes;

startBeforeTests(async (started, folder) => {
  aws = started;
  routes = await ThreeRoutes.start(aws, folder);
  return routes;
});

/** Waits until so many alerts have come and nothing is left to do at once, and gives a moment in which too many would show. */
async function alertsOf(count: number): Promise<ReceivedAlert[]> {
  const alerts = await routes.mailbox.takeUntil(({ length }) => length >= count);
  await routes.untilIdle();
  return [...alerts, ...(await routes.mailbox.take(2))];
}

test('an attack that comes over the bus, in a log file and behind an alarm at once raises each alert once', async () => {
  expect(routes.alarmName).toMatch(ALARM_NAME);
  const attack = Array.from({ length: 12 }, (_, index) => stopLogging(`attack-${index}`));
  routes.logs.throttled = 2;
  expect(await routes.send('event-bus', attack)).toBe(attack.length);
  expect(await routes.send('event-bus', attack.slice(0, 5))).toBe(5);
  expect(await routes.send('log-file', attack)).toBe(1);
  expect(await routes.send('log-file', [...attack].reverse())).toBe(1);
  expect(await routes.send('metric-alarm', attack)).toBe(1);
  expect(await routes.send('metric-alarm', [])).toBe(1);
  routes.begin();
  const alerts = await alertsOf(attack.length);
  expect(alerts.map(({ alert }) => alert.eventID).sort()).toEqual(
    attack.map(({ eventID }) => eventID).sort(),
  );
  expect(new Set(alerts.map(({ alert }) => alert.id)).size).toBe(attack.length);
  for (const { alert, attributes } of alerts) {
    expect(ROUTES).toContain(alert.route);
    expect(attributes.route).toBe(alert.route);
  }
});

test.each(ROUTES)('the route that is first wins, and the alert says which: %s', async (route) => {
  routes.begin();
  const one = stopLogging(`first-${route}`);
  await routes.send(route, [one]);
  const [first, ...others] = await alertsOf(1);
  expect(others).toEqual([]);
  expect(first?.alert).toMatchObject({ eventID: one.eventID, route });
  for (const other of ROUTES) if (other !== route) await routes.send(other, [one]);
  expect(await alertsOf(0)).toEqual([]);
});

test('a forged event and one that no rule asks for reach no queue', async () => {
  const forged = { ...toEnvelope(stopLogging('forged')), source: 'my.app' };
  expect(await putEvent(aws, routes.stack, forged)).toBe(0);
  expect(await routes.send('event-bus', [{ ...stopLogging('noise'), eventName: 'DescribeTrails' }])).toBe(0);
});
