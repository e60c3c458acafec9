import { type CloudFormationClient, ListStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { pagesOf } from '../answers';

/**
 * The names that CloudFormation generated for the resources of a stack, by logical id. A resource that was deleted outside
 * CloudFormation is still listed.
 *
 * @param StackName the name of the stack, or its ARN
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListStackResources.html
 */
export async function listStackResources(
  client: CloudFormationClient,
  StackName: string,
): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>();
  const pages = pagesOf(`ListStackResources of ${StackName}`, (NextToken) =>
    client.send(new ListStackResourcesCommand({ StackName, NextToken })),
  );
  for await (const { StackResourceSummaries = [] } of pages) {
    for (const { LogicalResourceId, PhysicalResourceId, ResourceStatus } of StackResourceSummaries) {
      if (LogicalResourceId === undefined || PhysicalResourceId === undefined) continue;
      if (ResourceStatus !== 'DELETE_COMPLETE') names.set(LogicalResourceId, PhysicalResourceId);
    }
  }
  return names;
}
