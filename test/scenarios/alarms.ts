import { AlarmContext, AlarmSet, AlertTopic, MetricAlarms } from '../../lib/index';
import type { Scenario } from './scenario';
import { watchedTrail } from './watched-trail';

/** Security Hub's alarms with everything that there is around them, beside a log processor. */
export const alarms: Scenario = {
  name: 'alarms',
  build: (app) => {
    const { stack, trail, alertTopic, processor } = watchedTrail(app, 'Alarms');
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
    new AlarmContext(stack, 'AlarmContext', { metricAlarms, processor });
  },
};
