import { RemovalPolicy } from 'aws-cdk-lib';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { storeKeyOf } from '../platform/store-key';
import { describeLogGroup } from '../resource/describe-retention';
import { acknowledgeControls } from '../statement/acknowledge-controls';
import type { WorkerOptions } from './worker-options';

/**
 * The log group of a function. Retained when the stack is deleted.
 *
 * @param contents what the log holds, as the reason why a key of CloudWatch Logs is enough
 */
export function createWorkerLogGroup(
  scope: Construct,
  contents: string,
  {
    logRetention,
    removalPolicy,
    storeEncryption,
  }: Pick<WorkerOptions, 'logRetention' | 'removalPolicy' | 'storeEncryption'>,
): LogGroup {
  const encryptionKey = storeKeyOf(scope, { storeEncryption });
  const logGroup = new LogGroup(scope, 'Logs', {
    retention: logRetention ?? RetentionDays.THREE_MONTHS,
    encryptionKey,
    removalPolicy: removalPolicy ?? RemovalPolicy.RETAIN,
  });
  describeLogGroup(logGroup, 'FunctionLogs');
  if (encryptionKey === undefined) {
    acknowledgeControls(logGroup, {
      CloudWatchLogGroupEncrypted: `CloudWatch encrypts it with its own key; it holds ${contents}`,
    });
  }
  return logGroup;
}
