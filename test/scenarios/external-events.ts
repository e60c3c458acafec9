import { Duration, Stack } from 'aws-cdk-lib';
import { ObjectLockRetention } from 'aws-cdk-lib/aws-s3';
import { AlertTopic, ExternalEvents, LogProcessor } from '../../lib/index';
import { ACCOUNT, oneRule, REGION } from '../constructs/synthesize';
import type { Scenario } from './scenario';

/** Events of two applications, with a rule over them. */
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
    new LogProcessor(stack, 'EventRules', { archive: events.archive, alertTopic, rules: oneRule() });
  },
};
