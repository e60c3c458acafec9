import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { BUCKET_CHECKS } from '../../../lib/core/posture/bucket-checks';
import { AlarmSet, AlertTopic, MetricAlarms } from '../../../lib/index';
import { FURTHER_ESTATES, SCENARIOS } from '../../scenarios/scenarios';
import { assemblyOf } from '../../scenarios/synthesized';
import { ACCOUNT, REGION, type Resource } from '../synthesize';

const PAGES = join(__dirname, '../../../docs/runbooks');

const LINK =
  / What to do: https:\/\/github\.com\/trailwatch\/cdk-trailwatch\/blob\/v\d+\.\d+\.\d+\/docs\/runbooks\/([\w-]+)\.md$/;

/** Both sets of alarms on one log group. */
function everySet(): CloudAssembly {
  const app = new App();
  const stack = new Stack(app, 'EverySet', { env: { account: ACCOUNT, region: REGION } });
  new MetricAlarms(stack, 'Alarms', {
    logGroup: LogGroup.fromLogGroupName(stack, 'Group', 'trail'),
    alertTopic: new AlertTopic(stack, 'Alerts', { emails: ['security@example.com'] }),
    alarms: AlarmSet.securityHub().plus(AlarmSet.quiet()),
  });
  return app.synth();
}

/** The alarms of an assembly. */
function alarmsOf({ stacks }: CloudAssembly): Resource[] {
  return stacks
    .flatMap(({ template }) => Object.values(template.Resources as Record<string, Resource>))
    .filter(({ Type }) => /^AWS::CloudWatch::(Composite)?Alarm$/.test(Type));
}

const ALARMS = [...[...SCENARIOS, ...FURTHER_ESTATES].map(assemblyOf), everySet()].flatMap(alarmsOf);

test('every alarm that we deploy tells what it means, and links to a page that is there', () => {
  expect(ALARMS.length).toBeGreaterThan(50);
  for (const { Properties } of ALARMS) {
    const page = LINK.exec(Properties.AlarmDescription)?.[1];
    expect([
      Properties.AlarmDescription,
      page !== undefined && existsSync(join(PAGES, `${page}.md`)),
    ]).toEqual([Properties.AlarmDescription, true]);
    expect(Properties.AlarmDescription.length).toBeLessThanOrEqual(1024);
  }
});

/** Pages on what a check of a bucket finds, named after it: no alarm links to them. */
const PAGES_OF_CHECKS = BUCKET_CHECKS.map(({ name }) => ({
  name,
  page: `${name.replace(/^bucket-/, '')}.md`,
})).filter(({ page }) => existsSync(join(PAGES, page)));

const PAGES_OF_ALARMS = readdirSync(PAGES).filter(
  (file) => !PAGES_OF_CHECKS.some(({ page }) => page === file),
);

test.each(PAGES_OF_CHECKS)('$page names the check $name', ({ name, page }) => {
  expect(readFileSync(join(PAGES, page), 'utf8')).toContain(`\`${name}\``);
});

test('every other page is linked to by some alarm', () => {
  const linked = new Set(ALARMS.map(({ Properties }) => `${LINK.exec(Properties.AlarmDescription)?.[1]}.md`));
  expect(PAGES_OF_ALARMS.filter((page) => !linked.has(page))).toEqual([]);
});

test.each(PAGES_OF_ALARMS)(
  '%s says what it means, what to do first, how to find who did it, and how to silence it',
  (page) => {
    const text = readFileSync(join(PAGES, page), 'utf8');
    expect([...text.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading).slice(0, 3)).toEqual([
      'First ten minutes',
      'Who did it',
      'How to silence it',
    ]);
    expect(/^# .+\n\n\S/m.test(text)).toBe(true);
  },
);
