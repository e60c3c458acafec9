import { join } from 'node:path';
import { App, Duration, Stack } from 'aws-cdk-lib';
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
  TrailIdentity,
} from '../../lib/index';
import { LOCAL_ACCOUNT, LOCAL_REGION } from './start-local-aws';
import { readAssembly, type SynthesizedStack } from './template';

/** The rules of the bus and of log files, and the alarms on the same. */
export interface Detections {
  readonly rules: RuleSet;
  readonly alarms: AlarmSet;
}

/** One rule of a file, and an alarm on it. */
export function fileDetections(): Detections {
  const rules = RuleSet.of(Rule.fromSigmaFile(join(__dirname, 'samples/stop-logging.yml')));
  return { rules, alarms: AlarmSet.ofRules(rules) };
}

/** A built-in rule, and the alarm on the Security Hub control of its name. */
export function controlDetections(): Detections {
  const name = 'trail-changed';
  return { rules: RuleSet.builtIn().only(name), alarms: AlarmSet.securityHub().only(name) };
}

/** Synthesizes, into the folder, a stack in which one rule is looked for on all three routes. */
export function synthesizeThreeRoutes(outdir: string, detections = fileDetections()): SynthesizedStack {
  const app = new App({ outdir, analyticsReporting: false });
  const stack = new Stack(app, 'Local', { env: { account: LOCAL_ACCOUNT, region: LOCAL_REGION } });
  const trail = TrailIdentity.account({
    trailName: 'audit',
    homeRegion: LOCAL_REGION,
    ownerAccount: LOCAL_ACCOUNT,
  });
  const { rules } = detections;
  const alertTopic = new AlertTopic(stack, 'Alerts');
  const timeout = Duration.seconds(30);
  const archive = new LogArchive(stack, 'Archive', { trails: [trail] });
  const processor = new LogProcessor(stack, 'Processor', { archive, alertTopic, rules, timeout });
  new RealtimeAlerts(stack, 'Realtime', { alertTopic, processor, timeout });
  const alarms = new MetricAlarms(stack, 'Alarms', {
    logGroup: LogGroup.fromLogGroupName(stack, 'Group', 'trail'),
    alertTopic,
    alarms: detections.alarms,
    namePrefix: 'Local',
  });
  new AlarmContext(stack, 'Context', { alarms, processor, timeout });
  app.synth();
  const [synthesized] = readAssembly(outdir).filter(({ name }) => name === 'Local');
  if (synthesized === undefined) throw new Error(`${outdir} holds no stack 'Local'`);
  return synthesized;
}
