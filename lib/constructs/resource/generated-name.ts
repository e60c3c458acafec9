import { type Stack, Token } from 'aws-cdk-lib';
import { outermostStack } from './outermost-stack';

/** How much of a stack's name surely stands in a generated name: CloudFormation shortens names at 63 and 64 characters. */
export const SURE_CHARACTERS = 24;

/**
 * How the names begin that CloudFormation gives to resources of a stack that have none: with the name of the stack that is
 * deployed, which for a nested stack is the outermost one.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-name.html
 */
export function generatedNameStart(stack: Stack): string {
  const { stackName } = outermostStack(stack);
  return isWholeInNames(stack) ? `${stackName}-` : stackName.slice(0, SURE_CHARACTERS);
}

/** Whether the whole name of the stack stands in generated names, with what follows it. */
export function isWholeInNames(stack: Stack): boolean {
  const { stackName } = outermostStack(stack);
  return Token.isUnresolved(stackName) || stackName.length <= SURE_CHARACTERS;
}
