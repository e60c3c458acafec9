import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Alert } from '../../lib/core/alert/alert';
import { runTrailwatch } from '../bin/run-trailwatch';
import { shuffled } from '../core/correlation/random-correlation';
import { chanceOf } from '../lambda/chance';
import { logFile, logKey } from '../lambda/log-processor/log-files';
import { lasting } from '../lambda/log-processor/replay';
import { SETTINGS, World } from '../lambda/log-processor/world';
import { folderForAllTests } from '../test-folder';
import { ATTACK_CORRELATIONS, ATTACK_RULES, attackFiles, attackRules } from './correlated-attack';

const folder = folderForAllTests();

/** Only what a route says of itself differs. */
function withoutRoute(alerts: readonly Alert[]): readonly unknown[] {
  return lasting(alerts.map((alert) => ({ ...alert, route: 'cli', source: {} })));
}

test('trailwatch scan and the handler raise the same alerts on an attack, in whatever order its files come', async () => {
  for (const [at, records] of attackFiles().entries()) {
    writeFileSync(join(folder, `${at}.json.gz`), logFile(records));
  }
  const { stdout, status } = await runTrailwatch(['scan', folder, '--no-builtin', '--rules', ATTACK_RULES]);
  expect(status).toBe(0);
  const lines = stdout.split('\n').filter((line) => line !== '');
  const scanned = lines.map((line) => JSON.parse(line) as Alert);
  expect(new Set(scanned.map(({ ruleId }) => ruleId))).toEqual(
    new Set([...ATTACK_CORRELATIONS, 'failed-sign-in', 'successful-sign-in', 'trail-stopped']),
  );
  const { rules, correlations } = attackRules();
  for (let seed = 1; seed <= 20; seed++) {
    const world = new World(rules, { ...SETTINGS, stormThreshold: 1000 }, correlations);
    for (const [at, records] of shuffled(chanceOf(seed), [...attackFiles().entries()])) {
      world.deliver(logKey(`file${at}`), logFile(records));
    }
    await world.drain();
    expect(withoutRoute(world.published)).toEqual(withoutRoute(scanned));
  }
});

test('a scan counts the alerts of correlations, and --fail-on sees them', async () => {
  for (const [at, records] of attackFiles().entries()) {
    writeFileSync(join(folder, `${at}.json.gz`), logFile(records));
  }
  const argv = ['scan', folder, '--no-builtin', '--rules', ATTACK_RULES, '--min-severity', 'critical'];
  const { stdout, stderr, status } = await runTrailwatch([...argv, '--fail-on', 'critical']);
  expect(stdout.match(/"ruleId":"takeover"/g)).toHaveLength(1);
  expect(stderr).toContain(' alerts=1 ');
  expect(status).toBe(1);
});
