import { App, Duration, Stack } from 'aws-cdk-lib';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { AlarmContext, AlarmSet, AlertTopic, MetricAlarms } from '../../lib/index';
import { LOCAL_ACCOUNT, LOCAL_REGION } from './start-local-aws';
import { readAssembly, type SynthesizedStack } from './template';

/** Synthesizes, into the folder, a stack with Security Hub's alarms and the function that tells who is behind them. */
export function synthesizeAlarmContext(outdir: string): SynthesizedStack {
  const app = new App({ outdir, analyticsReporting: false });
  const stack = new Stack(app, 'LocalAlarms', { env: { account: LOCAL_ACCOUNT, region: LOCAL_REGION } });
  const alarms = new MetricAlarms(stack, 'Alarms', {
    logGroup: LogGroup.fromLogGroupName(stack, 'Group', 'trail'),
    alertTopic: new AlertTopic(stack, 'Alerts'),
    alarms: AlarmSet.securityHub(),
    namePrefix: 'Local',
  });
  new AlarmContext(stack, 'Context', { alarms, timeout: Duration.seconds(30) });
  app.synth();
  const [synthesized] = readAssembly(outdir).filter(({ name }) => name === 'LocalAlarms');
  if (synthesized === undefined) throw new Error(`${outdir} holds no stack 'LocalAlarms'`);
  return synthesized;
}
