import {
  CreateStackCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import type { PhysicalResource } from '../../../lib/core/estate/names/resource-types';
import type { PlannedResource, Properties } from './resource-kind';
import type { Emulator } from './start-emulator';

/**
 * Makes a resource by a stack that has nothing else in it.
 *
 * @param attributes those that the rest of the template asks of it
 * @returns undefined when the emulator's CloudFormation does not know the type: the stack is then empty
 */
export async function createByCloudFormation(
  { cloudFormation }: Emulator,
  { logicalId, type, properties, name }: PlannedResource,
  attributes: readonly string[],
): Promise<PhysicalResource | undefined> {
  const outputs = attributes.map((attribute) => [
    attribute,
    { Value: { 'Fn::GetAtt': [logicalId, attribute] } },
  ]);
  const template = {
    Resources: { [logicalId]: { Type: type, Properties: withPatternAsObject(properties) } },
    Outputs: Object.fromEntries(outputs),
  };
  const StackName = name;
  await cloudFormation.send(new CreateStackCommand({ StackName, TemplateBody: JSON.stringify(template) }));
  const { StackResources = [] } = await cloudFormation.send(new DescribeStackResourcesCommand({ StackName }));
  const ref = StackResources.find(
    ({ LogicalResourceId }) => LogicalResourceId === logicalId,
  )?.PhysicalResourceId;
  if (ref === undefined) return undefined;
  const { Stacks = [] } = await cloudFormation.send(new DescribeStacksCommand({ StackName }));
  const told = Stacks[0]?.Outputs?.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]);
  return { ref, attributes: Object.fromEntries(told ?? []) };
}

/** The emulator writes the pattern of a rule as JSON, also one that is JSON in a text already, and then refuses it. */
function withPatternAsObject(properties: Properties): Properties {
  const { EventPattern } = properties;
  return typeof EventPattern === 'string'
    ? { ...properties, EventPattern: JSON.parse(EventPattern) }
    : properties;
}
