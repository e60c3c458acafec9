import { Stack, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { outermostStack } from '../resource/describe-resource';

/** So much of the stack's name, and of the construct's id. */
const MAX_WORD = 48;

/**
 * A name that no other construct has in its account and Region: the stack's name, the construct's id, and a hash of its path.
 * Glue has lower-case letters, digits and underscores in names.
 */
export function tableNameOf(scope: Construct): string {
  const { stackName, node } = outermostStack(Stack.of(scope));
  const stack = Token.isUnresolved(stackName) ? node.id : stackName;
  return [stack, scope.node.id, scope.node.addr.slice(-8)].map(toWord).join('_');
}

function toWord(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .slice(0, MAX_WORD);
}
