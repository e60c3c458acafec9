import { Stack } from 'aws-cdk-lib';
import {
  AlarmContext,
  AlarmSet,
  AlertTopic,
  AuditTrail,
  DeliveryMonitor,
  LogArchive,
  LogProcessor,
  MetricAlarms,
  RealtimeAlerts,
  RealtimeAlertsRegion,
  RealtimeAlertsStackSet,
} from '../../lib/index';
import {
  ACCOUNT,
  LOG_BUCKET,
  MANAGEMENT,
  ORGANIZATION,
  ORGANIZATION_TRAIL,
  oneRule,
  REGION,
} from '../constructs/synthesize';
import { regionHere } from './place';
import type { Scenario } from './scenario';
import { watchedTrail } from './watched-trail';

/** One account with all three routes: the bus, from two Regions; log files; and alarms. A delivery monitor watches them. */
export const threeRoutes: Scenario = {
  name: 'three-routes',
  build: (app) => {
    const { stack, trail, archive, alertTopic, processor } = watchedTrail(app, 'Home');
    const realtime = new RealtimeAlerts(stack, 'Realtime', { alertTopic, processor });
    const alarms = AlarmSet.ofRules(oneRule());
    const metricAlarms = new MetricAlarms(stack, 'MetricAlarms', { trail, alertTopic, alarms });
    new AlarmContext(stack, 'AlarmContext', { metricAlarms, processor });
    const global = new Stack(app, 'Global', { env: { account: ACCOUNT, region: regionHere('us-east-1') } });
    new RealtimeAlertsRegion(global, 'Realtime', { busArn: realtime.busArn, rules: realtime.rules });
    new DeliveryMonitor(stack, 'Delivery', {
      ...{
        archive,
        alertTopic,
        realtime,
        workers: [processor, realtime],
        monthlyBudget: 50,
        eventVolume: {},
      },
    });
  },
};

/** An organization, whose members' buses are reached by one StackSet. */
export const realtimeOrganization: Scenario = {
  name: 'realtime-organization',
  build: (app) => {
    const stack = new Stack(app, 'LogArchive', { env: { account: ACCOUNT, region: REGION } });
    const archive = new LogArchive(stack, 'Archive', {
      trails: [ORGANIZATION_TRAIL],
      bucketName: LOG_BUCKET,
    });
    const alertTopic = new AlertTopic(stack, 'Alerts', { emails: ['security@example.com'] });
    const processor = new LogProcessor(stack, 'Processor', {
      ...{ archive, alertTopic, rules: oneRule(), silences: {} },
    });
    const realtime = new RealtimeAlerts(stack, 'Realtime', {
      alertTopic,
      processor,
      organizationId: ORGANIZATION,
    });
    const { busArn, rules } = realtime;
    const management = new Stack(app, 'Management', { env: { account: MANAGEMENT, region: REGION } });
    new AuditTrail(management, 'Trail', { identity: ORGANIZATION_TRAIL, archive });
    new RealtimeAlertsRegion(management, 'Realtime', { busArn, rules });
    const global = new Stack(app, 'ManagementGlobal', {
      env: { account: MANAGEMENT, region: regionHere('us-east-1') },
    });
    new RealtimeAlertsRegion(global, 'Realtime', { busArn, rules });
    new RealtimeAlertsStackSet(management, 'Members', {
      ...{ busArn, rules },
      // that of the management account's us-west-2 comes from here
      regions: [...new Set([REGION, regionHere('us-east-1'), regionHere('us-west-2')])],
      organizationalUnitIds: ['r-abcd'],
    });
  },
};
