import { Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { errorAt } from '../preflight/construct-error';
import { isKnownDifference } from '../preflight/preflight-check';
import type { LogProcessor } from './log-processor';

/**
 * Fails where a construct uses the table of a processor elsewhere: its role could not, or its function would be slow to.
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
