import { join } from 'node:path';
import { Duration } from 'aws-cdk-lib';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import {
  AlarmContext,
  AlarmSet,
  AlertTopic,
  LogArchive,
  LogProcessor,
  MetricAlarms,
  RealtimeAlerts,
  Rule,
  RuleSet,
} from '../../lib/index';
import { LOCAL_TRAIL, synthesizeStack } from './synthesize-stack';
import type { SynthesizedStack } from './template';

/** The rules of the bus and of log files, and the alarms on the same. */
export interface Detections {
  readonly rules: RuleSet;
  readonly alarms: AlarmSet;
}

/** One rule of a file, and an alarm on it. */
export function fileDetections(): Detections {
  const rules = RuleSet.fromRules(Rule.fromSigmaFile(join(__dirname, 'samples/stop-logging.yml')));
  return { rules, alarms: AlarmSet.ofRules(rules) };
}

/** A built-in rule, and the alarm on the Security Hub control of its name. */
export function controlDetections(): Detections {
  const name = 'trail-changed';
  return { rules: RuleSet.builtIn().only(name), alarms: AlarmSet.securityHub().only(name) };
}

/** Synthesizes, into the folder, a stack in which one rule is looked for on all three routes. */
export function synthesizeThreeRoutes(outdir: string, detections = fileDetections()): SynthesizedStack {
  return synthesizeStack(outdir, 'Local', (stack) => {
    const { rules } = detections;
    const alertTopic = new AlertTopic(stack, 'Alerts');
    const timeout = Duration.seconds(30);
    const archive = new LogArchive(stack, 'Archive', { trails: [LOCAL_TRAIL] });
    const processor = new LogProcessor(stack, 'Processor', { archive, alertTopic, rules, timeout });
    new RealtimeAlerts(stack, 'Realtime', { alertTopic, processor, timeout });
    const alarms = new MetricAlarms(stack, 'Alarms', {
      logGroup: LogGroup.fromLogGroupName(stack, 'Group', 'trail'),
      alertTopic,
      alarms: detections.alarms,
      namePrefix: 'Local',
    });
    new AlarmContext(stack, 'Context', { metricAlarms: alarms, processor, timeout });
  });
}
