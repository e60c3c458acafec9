import { Duration } from 'aws-cdk-lib';
import { Queue, QueueEncryption, type QueueProps } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { visibilityTimeoutSecondsFor } from '../../core/settings/log-processor-settings';
import type { PlatformOptions } from '../platform/platform-defaults';
import { storeKeyOf } from '../platform/store-key';
import { createdPolicyOf } from '../resource/generated-name';
import { checkDocumentSize } from '../statement/check-document-size';

/**
 * The number of receives after which a message is moved to the dead-letter queue. Throttles count as receives, so a lower
 * number would lose messages on a busy day.
 */
export const MAX_RECEIVES = 5;

/** The queue that a function reads, and its dead-letter queue. */
export interface WorkerQueues {
  readonly queue: Queue;
  readonly deadLetterQueue: Queue;
}

/** The queue of a function with the given timeout, and a dead-letter queue with the maximum retention of SQS. */
export function createWorkerQueues(
  scope: Construct,
  timeout: Duration,
  options: PlatformOptions,
  differences: Pick<QueueProps, 'maxMessageSizeBytes'> = {},
): WorkerQueues {
  const deadLetterQueue = createDeadLetterQueue(scope, options, differences);
  const queue = createOwnQueue(
    scope,
    'Queue',
    {
      ...differences,
      retentionPeriod: Duration.days(7),
      visibilityTimeout: Duration.seconds(visibilityTimeoutSecondsFor(timeout.toSeconds())),
      deadLetterQueue: { queue: deadLetterQueue, maxReceiveCount: MAX_RECEIVES },
    },
    options,
  );
  return { queue, deadLetterQueue };
}

/** A dead-letter queue with the maximum retention of SQS. */
export function createDeadLetterQueue(
  scope: Construct,
  options?: PlatformOptions,
  differences: Pick<QueueProps, 'maxMessageSizeBytes'> = {},
): Queue {
  return createOwnQueue(
    scope,
    'DeadLetters',
    { ...differences, retentionPeriod: Duration.days(14) },
    options,
  );
}

/** A queue that is encrypted, and accessible over TLS only. */
export function createOwnQueue(
  scope: Construct,
  id: string,
  differences: QueueProps,
  options?: PlatformOptions,
): Queue {
  const key = storeKeyOf(scope, options);
  const queue = new Queue(scope, id, {
    ...(key === undefined
      ? { encryption: QueueEncryption.SQS_MANAGED }
      : { encryption: QueueEncryption.KMS, encryptionMasterKey: key }),
    enforceSSL: true,
    ...differences,
  });
  checkQueuePolicySize(queue);
  return queue;
}

/** The SQS quotas. @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-quotas.html */
const MAX_QUEUE_POLICY = { mostBytes: 8192, mostStatements: 20 };

/** Every topic and every rule that sends to the queue has its own statement. */
function checkQueuePolicySize(queue: Queue): void {
  checkDocumentSize({
    ...{ scope: queue, ...MAX_QUEUE_POLICY },
    document: () => createdPolicyOf(queue)?.policyDocument ?? {},
    whose: "the queue's policy",
    remedy: 'let fewer topics send to it, or use another construct for some of them',
  });
}
