import { CfnEventBus, type EventBus } from 'aws-cdk-lib/aws-events';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { PlatformOptions } from '../platform/platform-options';
import { letBusesUse, storeKeyOf } from '../platform/store-key';
import { letEventsSend } from '../worker/queue-target';

/**
 * Encrypts the events of a bus with the key of the stores, if there is one. An event that could not be encrypted or decrypted goes to the
 * dead-letter queue.
 *
 * The CDK's `kmsKey` would let EventBridge describe the key in the encryption context of a bus only, which that call does not have.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-encryption-event-bus-cmkey.html
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-encryption-event-bus-dlq.html
 */
export function encryptBus(
  bus: EventBus,
  { options, deadLetterQueue }: { readonly options: PlatformOptions; readonly deadLetterQueue: IQueue },
): void {
  const key = storeKeyOf(bus, options);
  const resource = bus.node.defaultChild;
  if (key === undefined || !(resource instanceof CfnEventBus)) return;
  letBusesUse(bus, key);
  resource.kmsKeyIdentifier = key.keyArn;
  resource.deadLetterConfig = { arn: deadLetterQueue.queueArn };
  letEventsSend(deadLetterQueue, bus.eventBusArn);
}
