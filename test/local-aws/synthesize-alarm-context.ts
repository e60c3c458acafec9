import { Duration } from 'aws-cdk-lib';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { AlarmContext, AlarmSet, AlertTopic, MetricAlarms } from '../../lib/index';
import { synthesizeStack } from './synthesize-stack';
import type { SynthesizedStack } from './template';

/** Synthesizes, into the folder, a stack with Security Hub's alarms and the function that tells who is behind them. */
export function synthesizeAlarmContext(outdir: string): SynthesizedStack {
  return synthesizeStack(outdir, 'LocalAlarms', (stack) => {
    const alarms = new MetricAlarms(stack, 'Alarms', {
      logGroup: LogGroup.fromLogGroupName(stack, 'Group', 'trail'),
      alertTopic: new AlertTopic(stack, 'Alerts'),
      alarms: AlarmSet.securityHub(),
      namePrefix: 'Local',
    });
    new AlarmContext(stack, 'Context', { metricAlarms: alarms, timeout: Duration.seconds(30) });
  });
}
