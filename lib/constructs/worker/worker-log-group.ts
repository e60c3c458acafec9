import { RemovalPolicy, Token } from 'aws-cdk-lib';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { describeAlarm, runbookLink, runbooksOf } from '../../core/alarm/describe-alarm';
import { readPackage } from '../asset/package-root';
import { storeKeyOf } from '../platform/store-key';
import { checkRemovalPolicy } from '../preflight/check-bounds';
import { within } from '../preflight/construct-error';
import { checkListIsKnown } from '../preflight/preflight-check';
import { describeLogGroup } from '../resource/describe-retention';
import { acknowledgeControls } from '../statement/acknowledge';
import type { WorkerOptions } from './worker-options';

/**
 * The log group of a function. Retained when the stack is deleted.
 *
 * @param contents the contents of the log, as the reason why a CloudWatch Logs key is sufficient
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
  within(scope, () => checkRemovalPolicy(removalPolicy));
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

/** The included pages, at the homepage in trailwatch's `package.json`. */
export function defaultRunbooks(): string {
  const { homepage } = readPackage();
  return runbooksOf(homepage.replace(/#.*$/, ''));
}

/** The description of an alarm with the link to its page. */
export function describeWithRunbook(words: string, page: string, runbooks: string | undefined): string {
  const base = runbooks ?? defaultRunbooks();
  checkListIsKnown('runbooks', base);
  if (!Token.isUnresolved(base) && !/^https?:\/\/\S+$/.test(base)) {
    throw new Error(
      `runbooks '${base}' is not the address of a folder of pages, such as '${defaultRunbooks()}'`,
    );
  }
  return describeAlarm(words, runbookLink(base, page));
}
