import { Resource, Stack } from 'aws-cdk-lib';
import { type IRuleTarget, Rule, type RuleTargetConfig } from 'aws-cdk-lib/aws-events';
import { SqsQueue, type SqsQueueProps } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { SqsSubscription, type SqsSubscriptionProps } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { inNestedStack } from '../alert/in-nested-stack';
import { isKnownDifference } from '../preflight/preflight-check';

/** A queue as the target of a rule. Only this rule may send messages to it. */
export function toQueueTarget(
  queue: IQueue,
  props: Pick<SqsQueueProps, 'deadLetterQueue' | 'message'>,
): IRuleTarget {
  if (queue.encryptionMasterKey === undefined) return new SqsQueue(queue, props);
  return { bind: (rule) => bindEncryptedQueue(rule, queue, props) };
}

type BoundRule = Parameters<IRuleTarget['bind']>[0];

/**
 * The CDK allows rules of every account to send to an encrypted queue. The queue policy can be limited to the rule; only the
 * key policy cannot.
 */
function bindEncryptedQueue(
  rule: BoundRule,
  queue: IQueue,
  { deadLetterQueue, message }: Pick<SqsQueueProps, 'deadLetterQueue' | 'message'>,
): RuleTargetConfig {
  for (const receiver of deadLetterQueue === undefined ? [queue] : [queue, deadLetterQueue]) {
    letEventsSend(receiver, arnOf(rule));
  }
  return {
    arn: queue.queueArn,
    input: message,
    targetResource: queue,
    ...(deadLetterQueue === undefined ? {} : { deadLetterConfig: { arn: deadLetterQueue.queueArn } }),
  };
}

/** The ARN property of the rule interface has a different name in versions of the CDK later than the minimum supported one. */
function arnOf(rule: BoundRule): string {
  if (rule instanceof Rule) return rule.ruleArn;
  throw new Error('the target of a queue with a key is for a Rule of the CDK');
}

/** Allows EventBridge to send messages to a queue on behalf of a rule or a bus. */
export function letEventsSend(queue: IQueue, sourceArn: string): void {
  queue.addToResourcePolicy(
    new PolicyStatement({
      principals: [new ServicePrincipal('events.amazonaws.com')],
      actions: ['sqs:SendMessage'],
      resources: [queue.queueArn],
      conditions: { ArnEquals: { 'aws:SourceArn': sourceArn } },
    }),
  );
}

/**
 * Subscribes a queue to a topic. If the queue has a key, the CDK would allow SNS to use it for topics of every account; here it
 * is allowed for topics of the account, which the key policy already contains, and for this topic.
 */
export function subscribeQueue(topic: ITopic, queue: IQueue, props: SqsSubscriptionProps): void {
  const keyless: IQueue = Object.create(queue, { encryptionMasterKey: { value: undefined } });
  topic.addSubscription(inNestedStack(new SqsSubscription(keyless, props), queue));
  const { account } = Stack.of(queue);
  // A key that references a topic of the app would depend on it, and the topic may have the same key.
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
