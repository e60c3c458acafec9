import { Stack } from 'aws-cdk-lib';
import { EventField, type EventPattern, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import type { Construct } from 'constructs';
import { checkedEvents } from '../../core/inventory/calls/calls';
import { deliveryMessage } from '../../core/settings/message/delivery-work';
import { type ILogArchive, whereEventsDiffer } from '../archive/log-archive-interface';
import { readingKeyOf } from '../archive/trail-key-interface';
import { isKnownDifference } from '../preflight/preflight-check';
import { toQueueTarget } from '../worker/queue-target';
import type { QueueWorker } from '../worker/queue-worker';

const CALLS = { detailType: ['AWS API Call via CloudTrail'] };

/** The archive, and the worker that receives the changes. */
export interface DeliveryChangeRulesProps {
  readonly archive: ILogArchive;
  readonly worker: Pick<QueueWorker, 'queue' | 'deadLetterQueue'>;
}

/**
 * Creates EventBridge rules that start a check of the trails when a trail, the archive's bucket or its key is changed, in the
 * monitor's account and Region. Changes elsewhere are found at the next scheduled check.
 */
export function createDeliveryChangeRules(scope: Construct, props: DeliveryChangeRulesProps): void {
  const { archive } = props;
  createRule(scope, props.worker, {
    id: 'TrailChanged',
    description: 'Starts a check of the trails when one of them changes',
    pattern: {
      source: ['aws.cloudtrail'],
      detail: { eventSource: ['cloudtrail.amazonaws.com'], eventName: [...checkedEvents('trail')].sort() },
    },
  });
  if (whereEventsDiffer(scope, archive) === undefined) {
    createRule(scope, props.worker, {
      id: 'BucketChanged',
      description: 'Starts a check of the trails when the bucket of the archive changes',
      pattern: {
        source: ['aws.s3'],
        detail: {
          eventSource: ['s3.amazonaws.com'],
          eventName: [...checkedEvents('bucket')].sort(),
          requestParameters: { bucketName: [archive.bucket.bucketName] },
        },
      },
    });
  }
  const key = readingKeyOf(archive)?.key;
  const { account, region } = Stack.of(scope);
  if (key === undefined) return;
  if (isKnownDifference(key.env.account, account) || isKnownDifference(key.env.region, region)) return;
  createRule(scope, props.worker, {
    id: 'KeyChanged',
    description: 'Starts a check of the trails when the key of the archive changes',
    pattern: {
      source: ['aws.kms'],
      detail: {
        eventSource: ['kms.amazonaws.com'],
        eventName: [...checkedEvents('key')].sort(),
        resources: { ARN: [key.keyArn] },
      },
    },
  });
}

function createRule(
  scope: Construct,
  { queue, deadLetterQueue }: DeliveryChangeRulesProps['worker'],
  {
    id,
    description,
    pattern,
  }: { readonly id: string; readonly description: string; readonly pattern: EventPattern },
): void {
  new Rule(scope, id, {
    description,
    eventPattern: { ...CALLS, ...pattern },
    targets: [
      toQueueTarget(queue, {
        deadLetterQueue,
        message: RuleTargetInput.fromObject(deliveryMessage('change', EventField.time)),
      }),
    ],
  });
}
