import type { PolicyStatementData } from './policy-statement-data';

/**
 * Lets the function of a custom resource read the status of its stack, by which it knows that CloudFormation is at work on it.
 *
 * @param stackId the ARN of the stack that the function and the resource are in
 */
export function toOwnStackStatement(stackId: string): PolicyStatementData {
  return { Effect: 'Allow', Action: 'cloudformation:DescribeStacks', Resource: stackId };
}
