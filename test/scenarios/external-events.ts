import { Duration, Stack } from 'aws-cdk-lib';
import { ObjectLockRetention } from 'aws-cdk-lib/aws-s3';
import {
  AlertTopic,
  DeliveryMonitor,
  ExternalEvents,
  IntegrityMonitor,
  LogProcessor,
  LogTable,
} from '../../lib/index';
import { ACCOUNT, oneRule, REGION } from '../constructs/synthesize';
import type { Scenario } from './scenario';

/** Events of two applications, with everything that reads them. */
export const externalEvents: Scenario = {
  name: 'external-events',
  build: (app) => {
    const stack = new Stack(app, 'ExternalEvents', { env: { account: ACCOUNT, region: REGION } });
    const alertTopic = new AlertTopic(stack, 'Alerts');
    const events = new ExternalEvents(stack, 'Events', {
      sources: ['shop.example.com', 'door.example.com'],
      alertTopic,
      objectLock: ObjectLockRetention.governance(Duration.days(365)),
    });
    const { archive } = events;
    const processor = new LogProcessor(stack, 'EventRules', { archive, alertTopic, rules: oneRule() });
    const integrity = new IntegrityMonitor(stack, 'EventIntegrity', { archive, alertTopic });
    new DeliveryMonitor(stack, 'EventDelivery', { archive, alertTopic, workers: [processor, integrity] });
    new LogTable(stack, 'EventTable', { archive, firstDay: '2026-12-01' });
  },
};
