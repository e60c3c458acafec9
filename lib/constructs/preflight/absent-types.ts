import { type CfnResource, CfnStackSet, type Stack, Token } from 'aws-cdk-lib';
import { ABSENT_TYPES } from '../../core/inventory/absent-types';
import { noteOf, refuseUnlessAcknowledged } from './report-finding';
import { fieldsOf, propertiesOf } from './template-properties';

/**
 * Fails the synthesis of resources whose type CloudFormation does not have in a Region of the stack, unless acknowledged. Where its Regions
 * are not known, a note lists the types that matter.
 */
export function refuseAbsentTypes(stack: Stack, resources: readonly CfnResource[]): void {
  const { subject, regions, isComplete } = placesOf(stack);
  const rare = resources.filter(({ cfnResourceType }) => regionsWithout(cfnResourceType).length > 0);
  for (const resource of rare) {
    const without = regions.filter((region) => regionsWithout(resource.cfnResourceType).includes(region));
    if (without.length === 0) continue;
    const found = `${subject} in ${without.map((region) => `'${region}'`).join(', ')} has a resource of type ${resource.cfnResourceType}`;
    refuseUnlessAcknowledged(resource, 'absentInRegion', found);
  }
  const types = [...new Set(rare.map(({ cfnResourceType }) => cfnResourceType))];
  if (isComplete || types.length === 0) return;
  const listed = types.map((type) => `${type} (not in ${regionsWithout(type).join(', ')})`).join('; ');
  noteOf(stack, 'unknownRegions', `${subject} is in Regions that are not known at synth, and has ${listed}`);
}

/** The Regions that a template is deployed to, as far as they are known. */
interface Places {
  readonly subject: string;
  readonly regions: readonly string[];
  readonly isComplete: boolean;
}

function placesOf(stack: Stack): Places {
  const set = stack.nestedStackResource;
  if (!(set instanceof CfnStackSet)) return placesIn(`the stack '${stack.node.path}'`, [stack.region]);
  const { StackInstancesGroup: groups } = propertiesOf(set);
  const subject = `the template of the StackSet '${set.node.path}'`;
  if (!Array.isArray(groups)) return { subject, regions: [], isComplete: groups === undefined };
  return placesIn(
    subject,
    groups.flatMap((group) => fieldsOf(group).Regions),
  );
}

function placesIn(subject: string, given: readonly unknown[]): Places {
  const known = given.filter((region) => typeof region === 'string' && !Token.isUnresolved(region));
  return { subject, regions: [...new Set(known as string[])], isComplete: known.length === given.length };
}

/** The Regions that are known not to have a resource type. */
function regionsWithout(type: string): readonly string[] {
  return Object.hasOwn(ABSENT_TYPES, type) ? (ABSENT_TYPES[type] ?? '').split(' ') : [];
}
