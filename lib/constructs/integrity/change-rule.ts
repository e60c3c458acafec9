import { Rule } from 'aws-cdk-lib/aws-events';
import type { Construct } from 'constructs';
import { toKeyStart } from '../../core/policy/trail-coordinates';
import { toChangePattern } from '../../core/settings/archive-change';
import { whereEventsDiffer } from '../archive/announced-archive';
import type { ILogArchive } from '../archive/log-archive-interface';
import { warnIfUnannounced } from '../detection/check-announcements';
import { warnOf } from '../preflight/report-finding';
import { toQueueTarget } from '../worker/queue-target';
import type { QueueWorker } from '../worker/queue-worker';

/** The archive whose changes are announced, and the worker that hears of them. */
export interface ChangeRuleProps {
  readonly archive: ILogArchive;
  readonly worker: Pick<QueueWorker, 'queue' | 'deadLetterQueue' | 'lambdaFunction'>;
}

/**
 * Creates the EventBridge rule that puts an event of every object that is written or deleted in an archive on the queue,
 * except for what a lifecycle rule expires. Without a rule, in another account or Region, the daily sweep finds changes.
 */
export function createChangeRule(scope: Construct, { archive, worker }: ChangeRuleProps): void {
  const words = whereEventsDiffer(scope, archive);
  if (words !== undefined) {
    warnOf(scope, 'changesUnannounced', `the monitor is in ${words}`);
    return;
  }
  warnIfUnannounced(scope, archive, 'changesUnannounced');
  const root = `${toKeyStart(archive.keyPrefix)}AWSLogs/`;
  const { queue, deadLetterQueue, lambdaFunction } = worker;
  const rule = new Rule(scope, 'Changed', {
    description: 'Sends what is written or deleted in the archive to the queue of the integrity monitor',
    eventPattern: toChangePattern(archive.bucket.bucketName, root),
    targets: [toQueueTarget(queue, { deadLetterQueue })],
  });
  // A function of an earlier version does not know these events.
  rule.node.addDependency(lambdaFunction);
}
