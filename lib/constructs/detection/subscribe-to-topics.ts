import { Stack } from 'aws-cdk-lib';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import type { ILogArchive } from '../archive/log-archive-interface';
import { isKnownDifference } from '../preflight/known-difference';
import type { WorkerQueues } from '../worker/worker-queue';

/** The topics that announce the files of an archive, and the queues that the notices go to. */
export interface TopicFeedProps extends WorkerQueues {
  readonly archive: ILogArchive;
  readonly topics: readonly ITopic[];
}

/**
 * Subscribes the queue to topics that announce log files, with raw message delivery. Notices that SNS cannot put on the queue go to
 * the dead-letter queue.
 *
 * Topics and bucket can be of other accounts. The function's client reads the Region that it runs in, so the bucket must be there.
 */
export function subscribeToTopics(scope: Construct, props: TopicFeedProps): void {
  const { archive, topics, queue, deadLetterQueue } = props;
  const { region } = Stack.of(scope);
  const bucketRegion = archive.bucket.env.region;
  if (isKnownDifference(region, bucketRegion)) {
    throw new Error(
      `archive: the processor is in Region '${region}', the bucket in '${bucketRegion}'; ` +
        'put the processor into a stack of the same Region',
    );
  }
  if (topics.length === 0) {
    throw new Error(
      'deliveryTopics holds no topic, so no file would ever be announced; leave it out or name one',
    );
  }
  for (const topic of topics) {
    if (topic.fifo) {
      throw new Error(
        `deliveryTopics: '${topic.node.path}' is a FIFO topic, to which CloudTrail and S3 cannot send; use a standard topic`,
      );
    }
    topic.addSubscription(new SqsSubscription(queue, { deadLetterQueue, rawMessageDelivery: true }));
  }
}
