import { App, Duration, Stack } from 'aws-cdk-lib';
import {
  AlertTopic,
  AuditTrail,
  type EventSelection,
  LogArchive,
  LogProcessor,
  RealtimeAlerts,
  type RealtimeAlertsProps,
  type TrailIdentity,
} from '../../../lib/index';
import { ACCOUNT, oneRule, REGION, TRAIL } from '../synthesize';

export interface Choices extends Partial<RealtimeAlertsProps> {
  readonly withProcessor?: boolean;
  readonly trail?: TrailIdentity;
  readonly eventSelection?: EventSelection;
}

export function synthesize({ withProcessor = false, trail = TRAIL, eventSelection, ...props }: Choices = {}) {
  const app = new App();
  const stack = new Stack(app, 'Stack', { env: { account: ACCOUNT, region: REGION } });
  const archive = new LogArchive(stack, 'Archive', { trails: [trail] });
  const alertTopic = new AlertTopic(stack, 'Alerts', { emails: ['security@example.com'] });
  if (trail === TRAIL) new AuditTrail(stack, 'Trail', { identity: trail, archive, eventSelection });
  const processor = withProcessor
    ? new LogProcessor(stack, 'Processor', {
        ...{ archive, alertTopic, rules: props.rules ?? oneRule() },
        stormWindow: Duration.hours(2),
        stormThreshold: 7,
        rememberAlertsFor: Duration.days(60),
      })
    : undefined;
  const rules = withProcessor ? props.rules : (props.rules ?? oneRule());
  const realtime = new RealtimeAlerts(stack, 'Realtime', { alertTopic, processor, ...props, rules });
  return { app, stack, realtime };
}
