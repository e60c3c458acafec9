import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { App } from 'aws-cdk-lib';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { decodeAlarms } from '../../../lib/core/settings/alarm-context-settings';
import {
  AlarmContext,
  AlarmSet,
  AlertTopic,
  LogArchive,
  LogProcessor,
  MetricAlarms,
  RuleSet,
  RuleSeverity,
} from '../../../lib/index';
import { newStack, TRAIL } from '../synthesize';

const BUILT_IN = new Map(RuleSet.builtIn().rules.map((rule) => [rule.ruleName, rule._toDocument()]));

const ALARMS = [...AlarmSet.securityHub()._definitions(), ...AlarmSet.quiet()._definitions()];

test.each(ALARMS)('the alarm $name has what the built-in rule of its name says', (alarm) => {
  const built = BUILT_IN.get(alarm.rule.name);
  expect(built).toBeDefined();
  const { id, name, title, severity, failureSeverity, tags, firstSteps } = built!;
  expect(alarm.rule).toEqual({ id, name, title, severity, failureSeverity, tags, firstSteps });
  expect(alarm.meaning).toBe(built?.description);
  expect(alarm.name).toMatch(new RegExp(`^CloudWatch\\.\\d+-${name}(-quiet)?$`));
});

test('both sets have all fourteen controls', () => {
  expect(ALARMS).toHaveLength(28);
});

test('an alert behind an alarm has the severity of the rule as the processor has it', () => {
  const stack = newStack();
  const alertTopic = new AlertTopic(stack, 'Alerts');
  const processor = new LogProcessor(stack, 'Processor', {
    archive: new LogArchive(stack, 'Archive', { trails: [TRAIL] }),
    alertTopic,
    rules: RuleSet.builtIn().only('trail-changed').tune('trail-changed', { severity: RuleSeverity.CRITICAL }),
  });
  const alarms = new MetricAlarms(stack, 'Alarms', {
    logGroup: LogGroup.fromLogGroupName(stack, 'Group', 'trail'),
    alertTopic,
    alarms: AlarmSet.securityHub().only('trail-changed', 'root-user-acted'),
  });
  new AlarmContext(stack, 'Context', { metricAlarms: alarms, processor });
  const watched = [...decodeAlarms(readLayer(stack.node.root as App, 'alarms')).values()];
  const severities = Object.fromEntries(watched.map(({ rule }) => [rule.name, rule.severity]));
  expect(severities).toEqual({ 'trail-changed': 'critical', 'root-user-acted': 'medium' });
});

/** The document of a layer, as it is deployed. */
function readLayer(app: App, name: string): string {
  const { directory } = app.synth();
  const found = readdirSync(directory, { recursive: true, encoding: 'utf8' }).find((path) =>
    path.endsWith(`trailwatch/${name}.json`),
  );
  return readFileSync(join(directory, found ?? ''), 'utf8');
}
