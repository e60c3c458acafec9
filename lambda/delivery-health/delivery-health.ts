import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { DELIVERY_WORK, type DeliveryWork } from '../../lib/core/settings/message/delivery-work';
import { processMessages } from '../raise/process-messages';
import { RetryLater } from '../raise/retry-later';
import { checkDrift } from './check-drift';
import { checkTrails } from './check-trails';
import { lookAtAccount } from './look-at-account';
import { lookAtVolume } from './look-at-volume';
import type { Invocation } from './ports';
import { queueAccounts, queueVolumes } from './queue-work';

/** SQS delays a message by so much at most; CloudTrail delivers every five minutes or so. */
const SECOND_LOOK_SECONDS = 900;

/**
 * Processes a batch of messages, each alone: what the clock and changes of trails ask for, and the accounts that it queued itself.
 * The answer names the messages that must come back; it is never an exception.
 */
export function processBatch(event: SQSEvent, invocation: Invocation): Promise<SQSBatchResponse> {
  const { counts } = invocation;
  return processMessages(event, invocation, {
    process: ({ body }) => processMessage(invocation, body),
    onStormReported: (alerts) => counts.add('Alerts', alerts),
    onFailure: () => counts.add('MessagesFailed'),
  });
}

async function processMessage(invocation: Invocation, body: string): Promise<void> {
  if (invocation.outOfTime.aborted) throw new RetryLater('the time ran out before the message was begun');
  const work = DELIVERY_WORK.decode(body);
  if (work === undefined) throw new Error('the message is not a work message of this function');
  await doWork(invocation, work);
}

async function doWork(invocation: Invocation, work: DeliveryWork): Promise<void> {
  switch (work.job) {
    case 'check':
      return check(invocation);
    case 'change': {
      // The change may show only when CloudTrail has tried to deliver. A second message of the same is harmless.
      const again = DELIVERY_WORK.encode({ job: 'check', at: work.at });
      await invocation.ports.sendMessage(again, SECOND_LOOK_SECONDS);
      return check(invocation);
    }
    case 'accounts':
      return queueAccounts(invocation, work.at, 'account');
    case 'volumes':
      return queueVolumes(invocation, work.at);
    case 'account':
      return lookAtAccount(invocation, work.folder);
    case 'volume':
      return lookAtVolume(invocation, work);
    default:
      work satisfies never;
  }
}

/** What one of the two finds does not hang on the other. */
async function check(invocation: Invocation): Promise<void> {
  const outcomes = await Promise.allSettled([checkTrails(invocation), checkDrift(invocation)]);
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}
