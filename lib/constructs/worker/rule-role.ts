import { Stack } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { acknowledgeControls } from '../statement/acknowledge';

/** A role for EventBridge rules of this account and their targets. The CDK's own role trusts the rules of every account. */
export function createRuleRole(scope: Construct, id: string, description: string): Role {
  const role = new Role(scope, id, {
    description,
    assumedBy: new ServicePrincipal('events.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } },
    }),
  });
  acknowledgeControls(role, {
    IAMNoInlinePolicy: 'the policy is for this role alone, names its resource, and is deleted with the role',
  });
  return role;
}
