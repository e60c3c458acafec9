import { Duration } from 'aws-cdk-lib';
import { Queue, QueueEncryption, type QueueProps } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { visibilityTimeoutSecondsFor } from '../../core/settings/log-processor-timing';
import { MAX_RECEIVES } from './raising-function';

/** The queue that a function reads, and where its messages go that were received too often. */
export interface RaisingQueues {
  readonly queue: Queue;
  readonly deadLetterQueue: Queue;
}

/** A queue for a function with the given timeout, and its dead letters, which are kept for as long as SQS can. */
export function createRaisingQueues(scope: Construct, timeout: Duration): RaisingQueues {
  const deadLetterQueue = createOwnQueue(scope, 'DeadLetters', { retentionPeriod: Duration.days(14) });
  const queue = createOwnQueue(scope, 'Queue', {
    retentionPeriod: Duration.days(7),
    visibilityTimeout: Duration.seconds(visibilityTimeoutSecondsFor(timeout.toSeconds())),
    deadLetterQueue: { queue: deadLetterQueue, maxReceiveCount: MAX_RECEIVES },
  });
  return { queue, deadLetterQueue };
}

/** A queue that is encrypted, and open to TLS only. */
export function createOwnQueue(scope: Construct, id: string, differences: QueueProps): Queue {
  return new Queue(scope, id, {
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    ...differences,
  });
}
