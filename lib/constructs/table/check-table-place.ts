import { Stack } from 'aws-cdk-lib';
import { isKnownDifference } from '../preflight/preflight-check';
import type { LogTable } from './log-table';

/**
 * Throws if what queries a table is in a stack that cannot: Athena uses tables of its own account and Region.
 *
 * @param construct what queries it
 */
export function checkTablePlace(stack: Stack, table: LogTable, construct: string): void {
  for (const part of ['account', 'region'] as const) {
    if (!isKnownDifference(stack[part], table.env[part])) continue;
    throw new Error(
      `the table is in ${part} '${table.env[part]}', but the stack deploys to '${stack[part]}'; put ${construct} into a stack of the table's account and Region`,
    );
  }
  // the table's stack depends on that of its archive, which cannot depend on the table
  const own = Stack.of(table);
  if (own !== stack && Stack.of(table._archive) === stack)
    throw new Error(
      `the table is in the stack '${own.node.path}', which depends on that of its archive, '${stack.node.path}'; put ${construct} into the stack of the table`,
    );
}
