import { type CfnResource, type Stack, Token } from 'aws-cdk-lib';
import { ABSENT_TYPES } from '../../core/inventory/absent-types';
import { refuseUnlessAcknowledged } from './report-finding';

/** Fails the synthesis of resources whose type CloudFormation does not have in the Region of the stack, unless acknowledged. */
export function refuseAbsentTypes(stack: Stack, resources: readonly CfnResource[]): void {
  const { region } = stack;
  if (Token.isUnresolved(region)) return;
  for (const resource of resources) {
    if (!regionsWithout(resource.cfnResourceType).includes(region)) continue;
    const found = `the stack '${stack.node.path}' in '${region}' has a resource of type ${resource.cfnResourceType}`;
    refuseUnlessAcknowledged(resource, 'absentInRegion', found);
  }
}

/** The Regions that are known not to have a resource type. */
function regionsWithout(type: string): readonly string[] {
  return Object.hasOwn(ABSENT_TYPES, type) ? (ABSENT_TYPES[type] ?? '').split(' ') : [];
}
