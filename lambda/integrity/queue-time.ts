import type { SQSEvent } from 'aws-lambda';
import type { Invocation } from './invocation';

/** A message is on its way from the queue to the function for less. */
const MAX_WAY_MS = 60 * 1000;

/**
 * Lets checks go by the clock of SQS, where that of the function is wrong: silence and missing files are measured against
 * the time, so that a clock which is hours ahead would report each folder. A message that is received for the first time
 * tells the difference, which the container remembers.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html
 */
export function withQueueTime(invocation: Invocation, event: SQSEvent): Invocation {
  const { ports, queueClock } = invocation;
  const receivedMs = event.Records.map(({ attributes }) =>
    attributes.ApproximateReceiveCount === '1'
      ? Number(attributes.ApproximateFirstReceiveTimestamp)
      : Number.NaN,
  ).filter((timeMs) => timeMs > 0);
  if (receivedMs.length > 0) {
    const aheadMs = ports.nowMs() - Math.max(...receivedMs);
    queueClock.aheadMs = Math.abs(aheadMs) > MAX_WAY_MS ? aheadMs : 0;
  }
  const { aheadMs } = queueClock;
  return aheadMs === 0
    ? invocation
    : { ...invocation, ports: { ...ports, nowMs: () => ports.nowMs() - aheadMs } };
}
