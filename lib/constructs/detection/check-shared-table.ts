import { Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { errorAt } from '../preflight/construct-error';
import { isKnownDifference } from '../preflight/preflight-check';
import type { LogProcessor } from './log-processor';

/**
 * Throws if a construct uses the table of a processor in another account or Region: its role would have no access, or its
 * function would be slow.
 *
 * @param subject the construct and its verb, such as `the realtime alerts are`
 */
export function checkSharedTable(scope: IConstruct, subject: string, processor: LogProcessor): void {
  const [here, there] = [Stack.of(scope), Stack.of(processor)];
  const differs = (['account', 'region'] as const).find((part) => isKnownDifference(here[part], there[part]));
  if (differs === undefined) return;
  throw errorAt(
    scope,
    `processor: ${subject} in ${differs} '${here[differs]}', the processor in '${there[differs]}'; ` +
      'they share a table, so put them into stacks of one account and Region',
  );
}
