import { Stack } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import {
  AlarmContext,
  AlarmSet,
  AlertTopic,
  AuditTrail,
  LogArchive,
  LogProcessor,
  MetricAlarms,
  TrailLogGroup,
} from '../../lib/index';
import { ACCOUNT, oneRule, REGION, TRAIL } from '../constructs/synthesize';
import type { Scenario } from './scenario';

/** Security Hub's alarms with everything that there is around them, beside a log processor. */
export const alarms: Scenario = {
  name: 'alarms',
  build: (app) => {
    const stack = new Stack(app, 'Alarms', { env: { account: ACCOUNT, region: REGION } });
    const archive = new LogArchive(stack, 'Archive', { trails: [TRAIL] });
    const trail = new AuditTrail(stack, 'Trail', {
      identity: TRAIL,
      archive,
      cloudWatchLogs: TrailLogGroup.create({
        encryptionKey: new Key(stack, 'LogKey', { enableKeyRotation: true }),
      }),
    });
    const alertTopic = new AlertTopic(stack, 'Alerts', { emails: ['security@example.com'] });
    const processor = new LogProcessor(stack, 'Processor', { archive, alertTopic, rules: oneRule() });
    const metricAlarms = new MetricAlarms(stack, 'MetricAlarms', {
      trail,
      alertTopic,
      alarms: AlarmSet.securityHub()
        .only('CloudWatch.1', 'CloudWatch.2', 'CloudWatch.5')
        .plus(AlarmSet.quiet().only('CloudWatch.2')),
      severityTopic: new AlertTopic(stack, 'Pager', { emails: ['pager@example.com'] }),
      anomalyDetection: true,
      dashboard: true,
    });
    new AlarmContext(stack, 'AlarmContext', { alarms: metricAlarms, processor });
  },
};
