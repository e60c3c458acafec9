import { App, Stack } from 'aws-cdk-lib';
import {
  AlarmContext,
  AlarmSet,
  AlertTopic,
  AuditTrail,
  CisVersion,
  LogArchive,
  LogProcessor,
  MetricAlarms,
  TrailIdentity,
  TrailLogGroup,
} from '../../../../../lib/index';

const app = new App();
const stack = new Stack(app, 'Alarms', { env: { account: '111122223333', region: 'eu-west-1' } });

const identity = TrailIdentity.account({
  trailName: 'audit',
  homeRegion: 'eu-west-1',
  ownerAccount: '111122223333',
});
const archive = new LogArchive(stack, 'Archive', { trails: [identity] });
const trail = new AuditTrail(stack, 'Trail', { identity, archive, cloudWatchLogs: TrailLogGroup.create() });

const alertTopic = new AlertTopic(stack, 'Alerts');
alertTopic.addEmail('security@example.com');
const processor = new LogProcessor(stack, 'Processor', { archive, alertTopic });

const metricAlarms = new MetricAlarms(stack, 'MetricAlarms', {
  trail,
  alertTopic,
  alarms: AlarmSet.securityHub({ cis: CisVersion.V1_4 }),
  dashboard: true,
});
new AlarmContext(stack, 'AlarmContext', { metricAlarms, processor });

app.synth();
