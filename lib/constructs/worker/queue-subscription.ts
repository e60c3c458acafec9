import { Resource, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { SqsSubscription, type SqsSubscriptionProps } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { isKnownDifference } from '../preflight/known-difference';

/**
 * Subscribes a queue to a topic. Where the queue has a key, the CDK would let SNS use the key for topics of every account; here it may
 * for topics of the account, which the policy of the key says already, and for this topic.
 */
export function subscribeQueue(topic: ITopic, queue: IQueue, props: SqsSubscriptionProps): void {
  const keyless: IQueue = Object.create(queue, { encryptionMasterKey: { value: undefined } });
  topic.addSubscription(new SqsSubscription(keyless, props));
  const { account } = Stack.of(queue);
  // A key that named a topic of the app would depend on it, and the topic may have the same key.
  if (Resource.isOwnedResource(topic) && !isKnownDifference(topic.env.account, account)) return;
  queue.encryptionMasterKey?.addToResourcePolicy(
    new PolicyStatement({
      principals: [new ServicePrincipal('sns.amazonaws.com')],
      actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
      resources: ['*'],
      conditions: { ArnEquals: { 'aws:SourceArn': topic.topicArn } },
    }),
  );
}
