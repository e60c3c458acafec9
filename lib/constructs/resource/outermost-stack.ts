import type { Stack } from 'aws-cdk-lib';

/** The stack that is deployed, which nested stacks are part of: their names begin with its name. */
export function outermostStack(stack: Stack): Stack {
  return stack.nestedStackParent === undefined ? stack : outermostStack(stack.nestedStackParent);
}
