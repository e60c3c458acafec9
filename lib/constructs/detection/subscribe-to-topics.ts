import { Stack } from 'aws-cdk-lib';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { ILogArchive } from '../archive/log-archive-interface';
import { checkOnce } from '../preflight/check-name';
import { isKnownDifference } from '../preflight/preflight-check';
import { noteOf } from '../preflight/report-finding';
import { subscribeQueue } from '../worker/queue-target';
import type { WorkerQueues } from '../worker/worker-queue';

/** The topics that announce the files of an archive, and the queues that receive the notices. */
export interface TopicFeedProps extends WorkerQueues {
  readonly archive: ILogArchive;
  readonly topics: readonly ITopic[];
}

/**
 * Subscribes the queue to topics that announce log files, with raw message delivery. Notices that SNS cannot deliver go to the
 * dead-letter queue.
 *
 * Topics and bucket may be in other accounts, but must be in this Region.
 */
export function subscribeToTopics(scope: Construct, props: TopicFeedProps): void {
  const { archive, topics, queue, deadLetterQueue } = props;
  checkBucketRegion(scope, archive);
  if (topics.length === 0) {
    throw new Error(
      'deliveryTopics is empty, so no file would ever be announced; name a topic or leave it out',
    );
  }
  checkOnce(
    'deliveryTopics',
    topics.map(({ node }) => node.path),
  );
  for (const topic of topics) {
    if (topic.fifo) {
      throw new Error(
        `deliveryTopics: '${topic.node.path}' is a FIFO topic, which CloudTrail and S3 cannot send to; use a standard topic`,
      );
    }
    checkTopicRegion(scope, topic);
    noteOfSubscription(scope, topic);
    subscribeQueue(topic, queue, { deadLetterQueue, rawMessageDelivery: true });
  }
}

/** The statement that the owner of a topic of another account adds to its policy before the deployment. */
function noteOfSubscription(scope: Construct, { topicArn, env }: ITopic): void {
  const { account, partition } = Stack.of(scope);
  if (!isKnownDifference(account, env.account)) return;
  const statement = {
    Sid: 'AllowSubscriber',
    Effect: 'Allow',
    Principal: { AWS: `arn:${partition}:iam::${account}:root` },
    Action: 'sns:Subscribe',
    Resource: topicArn,
  };
  noteOf(
    scope,
    'announcedElsewhere',
    `the policy of the topic ${topicArn} needs, before the deployment, ${JSON.stringify(statement)}`,
  );
}

/** Throws if a topic is in another Region: SNS requires the dead-letter queue of a subscription in the Region of its topic. */
function checkTopicRegion(scope: Construct, topic: ITopic): void {
  const { region } = Stack.of(scope);
  if (!isKnownDifference(region, topic.env.region)) return;
  throw new Error(
    `deliveryTopics: '${topic.node.path}' is in Region '${topic.env.region}', the processor in '${region}', and SNS keeps notices that ` +
      'it cannot deliver in a queue of its own Region only; name a topic of this Region, such as one that the bucket sends its S3 event ' +
      'notifications to, or set bucketNotifications',
  );
}

/**
 * Throws if the bucket is in another Region: the function's client reads from its own Region, and S3 sends only to queues in
 * the bucket's Region.
 */
export function checkBucketRegion(scope: Construct, { bucket }: ILogArchive): void {
  const { region } = Stack.of(scope);
  if (!isKnownDifference(region, bucket.env.region)) return;
  throw new Error(
    `archive: the processor is in Region '${region}', the bucket in '${bucket.env.region}'; ` +
      'put the processor into a stack of the same Region',
  );
}
