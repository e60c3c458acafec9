import { type App, Stack } from 'aws-cdk-lib';
import { AuditGuardrails, RealtimeAlerts, RealtimeAlertsStackSet, type Trailwatch } from '../../lib/index';
import {
  LOG_ARCHIVE,
  MANAGEMENT,
  ORGANIZATION,
  ORGANIZATION_TRAIL,
  REGION,
  TRAIL,
} from '../constructs/synthesize';
import { arnHere, regionHere } from './place';
import type { Scenario } from './scenario';
import { sharingWithThreeReaders } from './sharing';

/** Who may still deploy: the CDK's roles in the protected accounts, and what comes before them on the way. */
export const EXEMPT_ROLES = [
  arnHere('arn:aws:iam::*:role/cdk-hnb659fds-*-role-*'),
  arnHere(`arn:aws:iam::${LOG_ARCHIVE}:role/deployment/Pipeline`),
];

/** Who may redrive dead letters and mute alarms. */
export const OPERATOR_ROLE = arnHere(`arn:aws:iam::${LOG_ARCHIVE}:role/operations/AuditOperator`);

/** The root of the organization. */
export const ORGANIZATION_ROOT = 'r-ab12';

/** The same sharing, with events of every member on the bus, kept by policies of the organization. */
export const guardrails: Scenario = {
  name: 'guardrails',
  build: (app) => {
    guardedOrganization(app);
  },
};

/** Builds it; returns the guardrails on the stacks of the archive's account, from that of the management account. */
export function guardedOrganization(app: App): AuditGuardrails {
  sharingWithThreeReaders.build(app);
  addRealtime(app.node.findChild('LogArchive') as Stack);
  const stacks = app.node.children.filter((node): node is Stack => Stack.isStack(node));
  const inAccount = (id: string) => stacks.filter(({ account }) => account === id);
  const [scope = app] = inAccount(MANAGEMENT);
  return new AuditGuardrails(scope, 'Guardrails', {
    stacks: inAccount(LOG_ARCHIVE),
    trails: [ORGANIZATION_TRAIL, TRAIL],
    exemptRoleArns: EXEMPT_ROLES,
    operatorRoleArns: [OPERATOR_ROLE],
    organizationId: ORGANIZATION,
    targetIds: [ORGANIZATION_ROOT],
  });
}

/** The archive's account is the delegated administrator of StackSets. */
function addRealtime(stack: Stack): void {
  const { alertTopic, processor } = stack.node.findChild('Trailwatch') as Trailwatch;
  const realtime = new RealtimeAlerts(stack, 'Realtime', {
    ...{ alertTopic, processor },
    organizationId: ORGANIZATION,
  });
  const { busArn, rules } = realtime;
  new RealtimeAlertsStackSet(stack, 'Members', {
    ...{ busArn, rules },
    regions: [REGION, regionHere('us-east-1')],
    organizationalUnitIds: [ORGANIZATION_ROOT],
    delegatedAdministrator: true,
  });
}
