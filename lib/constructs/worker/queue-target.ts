import { type IRuleTarget, Rule, type RuleTargetConfig } from 'aws-cdk-lib/aws-events';
import { SqsQueue, type SqsQueueProps } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';

/** A queue as the target of a rule, which alone may put messages on it. */
export function toQueueTarget(
  queue: IQueue,
  props: Pick<SqsQueueProps, 'deadLetterQueue' | 'message'>,
): IRuleTarget {
  if (queue.encryptionMasterKey === undefined) return new SqsQueue(queue, props);
  return { bind: (rule) => bindEncryptedQueue(rule, queue, props) };
}

type BoundRule = Parameters<IRuleTarget['bind']>[0];

/**
 * The CDK lets rules of every account send to a queue that is encrypted with a key. The policy of the queue may name the rule; only
 * that of the key may not.
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

/** The interface of rules has another name for the ARN since a later CDK than the oldest that is taken. */
function arnOf(rule: BoundRule): string {
  if (rule instanceof Rule) return rule.ruleArn;
  throw new Error('the target of a queue with a key is for a Rule of the CDK');
}

/** Lets EventBridge put messages on a queue on behalf of a rule or a bus. */
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
