import { type AlarmState, isAlarmMessage, isMessageOf } from '../../lib/core/alarm/alarm-message';
import type { MessageSender, UnknownSender } from '../../lib/core/alert/message/message-sender';
import { type TopicMessage, toObject } from '../../lib/core/alert/message/to-chat-message';
import {
  isSignedInTime,
  ORIGIN_ATTRIBUTE,
  type Origin,
  parseOrigin,
  toOriginText,
} from '../../lib/core/mac/message-origin';
import type { MacClaim } from '../aws/verify-mac';

/** A message, and what SNS itself says of it. */
export interface Delivery extends TopicMessage {
  readonly topicArn: string;
  /** ISO 8601 in UTC. */
  readonly publishedAt: string;
}

/** How the sender of a message is found out. */
export interface SenderPorts {
  /** Whether a code was computed with one of the keys of trailwatch. */
  readonly verifyMac: (claim: MacClaim) => Promise<boolean>;
  /** The alarm of a name, as CloudWatch has it now. */
  readonly readAlarm: (alarmName: string) => Promise<AlarmState | undefined>;
  readonly warn: (message: string, fields: Record<string, unknown>) => void;
}

/** Who sent a message. A check that fails does not hold it up: its sender is then unknown. */
export async function findSender(delivery: Delivery, ports: SenderPorts): Promise<MessageSender> {
  try {
    return await checkSender(delivery, ports);
  } catch (error) {
    ports.warn('the sender of a message could not be checked; the message is marked', {
      problem: String(error),
    });
    return unknown('not-checked');
  }
}

async function checkSender(delivery: Delivery, ports: SenderPorts): Promise<MessageSender> {
  const origin = parseOrigin(delivery.attributes[ORIGIN_ATTRIBUTE] ?? '');
  if (origin !== undefined) return checkSignature(delivery, origin, ports);
  const object = toObject(delivery.message);
  if (object === undefined || !isAlarmMessage(object)) return unknown('unsigned');
  const alarm = await ports.readAlarm(String(object.AlarmName));
  const isReal = alarm !== undefined && isMessageOf(alarm, object, delivery.topicArn);
  return isReal ? { kind: 'cloudwatch' } : unknown('alarm-differs');
}

async function checkSignature(
  { topicArn, message: document, attributes, publishedAt }: Delivery,
  origin: Origin,
  { verifyMac }: SenderPorts,
): Promise<MessageSender> {
  if (!isSignedInTime(origin, publishedAt)) return unknown('sent-again');
  const text = toOriginText({ topicArn, document, attributes }, origin.signedAt);
  return (await verifyMac({ text, mac: origin.mac })) ? { kind: 'trailwatch' } : unknown('other-code');
}

function unknown(reason: UnknownSender): MessageSender {
  return { kind: 'unknown', reason };
}
