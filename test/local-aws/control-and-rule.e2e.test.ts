import { startBeforeTests } from './local-tests';
import { stopLogging } from './stop-logging';
import { controlDetections } from './synthesize-three-routes';
import { ROUTES, ThreeRoutes } from './three-routes';

let routes: ThreeRoutes;

startBeforeTests(async (aws, folder) => {
  routes = await ThreeRoutes.start(aws, folder, controlDetections());
  return routes;
});

test("a record that a built-in rule and Security Hub's control of its name find on three routes raises one alert", async () => {
  expect(routes.alarmName).toBe('Local/CloudWatch.5-trail-changed');
  const records = [stopLogging('control-1'), stopLogging('control-2')];
  for (const route of ROUTES) expect(await routes.send(route, records)).toBeGreaterThan(0);
  routes.begin();
  const alerts = await routes.mailbox.takeUntil(({ length }) => length >= 2);
  await routes.untilIdle();
  alerts.push(...(await routes.mailbox.take(2)));
  expect(alerts.map(({ alert }) => alert.eventID).sort()).toEqual(['control-1', 'control-2']);
  for (const { alert } of alerts) {
    expect(alert).toMatchObject({
      ruleId: '3dd60a1a-8dff-4e71-8116-88d1f98ed197',
      title: 'CloudTrail configuration changed',
      severity: 'low',
    });
  }
});
