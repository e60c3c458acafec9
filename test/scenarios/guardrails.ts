import { type App, Stack } from 'aws-cdk-lib';
import { AuditGuardrails } from '../../lib/index';
import { LOG_ARCHIVE, MANAGEMENT, ORGANIZATION, ORGANIZATION_TRAIL, TRAIL } from '../constructs/synthesize';
import type { Scenario } from './scenario';
import { sharingWithThreeReaders } from './sharing';

/** Who may still deploy: the CDK's execution role, and what comes before it on the way. */
export const EXEMPT_ROLES = [
  'arn:aws:iam::*:role/cdk-hnb659fds-*-role-*',
  'arn:aws:iam::*:role/deployment/Pipeline',
];

/** The root of the organization. */
export const ORGANIZATION_ROOT = 'r-ab12';

/** The same sharing, kept by policies of the organization. */
export const guardrails: Scenario = {
  name: 'guardrails',
  build: (app) => {
    sharingWithThreeReaders.build(app);
    addGuardrails(app);
  },
};

/** Keeps the stacks of the archive's account, from the stack of the management account. */
export function addGuardrails(app: App): AuditGuardrails {
  const stacks = app.node.children.filter((node): node is Stack => Stack.isStack(node));
  const inAccount = (id: string) => stacks.filter(({ account }) => account === id);
  const [scope = app] = inAccount(MANAGEMENT);
  return new AuditGuardrails(scope, 'Guardrails', {
    stacks: inAccount(LOG_ARCHIVE),
    trails: [ORGANIZATION_TRAIL, TRAIL],
    exemptRoleArns: EXEMPT_ROLES,
    organizationId: ORGANIZATION,
    targetIds: [ORGANIZATION_ROOT],
  });
}
