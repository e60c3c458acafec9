import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { type AlarmState, isAlarmMessage, isMessageOf } from '../../lib/core/alarm/alarm-message';
import {
  isSignedInTime,
  ORIGIN_ATTRIBUTE,
  type Origin,
  parseOrigin,
  toOriginText,
} from '../../lib/core/alert/mac/message-origin';
import type { Delivery } from '../../lib/core/alert/message/delivery';
import type { MessageSender, UnknownSender } from '../../lib/core/alert/message/message-sender';
import { toObject } from '../../lib/core/alert/message/to-chat-message';
import { CLIENT_OPTIONS } from '../aws/client-options';
import { kmsClientOf, type MacClaim, verifyMac } from '../aws/mac-keys';
import { readAlarm } from '../aws/read-alarm';

/** How the sender of a message is found out. */
export interface SenderPorts {
  readonly verifyMac: VerifyMac;
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
  if (origin !== undefined) {
    const reason = await checkSignature(delivery, origin, ports.verifyMac);
    return reason === undefined ? { kind: 'trailwatch' } : unknown(reason);
  }
  const object = toObject(delivery.message);
  if (object === undefined || !isAlarmMessage(object)) return unknown('unsigned');
  const alarm = await ports.readAlarm(String(object.AlarmName));
  const isReal = alarm !== undefined && isMessageOf(alarm, object, delivery.topicArn);
  return isReal ? { kind: 'cloudwatch' } : unknown('alarm-differs');
}

function unknown(reason: UnknownSender): MessageSender {
  return { kind: 'unknown', reason };
}

/** The clients that senders are found out with, and how those of KMS are set: each is in the Region of its key. */
export interface SenderClients {
  readonly cloudWatch: CloudWatchClient;
  readonly kms: Parameters<typeof kmsClientOf>[1];
  readonly warn: SenderPorts['warn'];
}

/** The ports in life. A code is valid if it was computed with any of the keys. */
export function makeSenderPorts(
  { cloudWatch, kms, warn }: SenderClients,
  originKeyArns: readonly string[],
): SenderPorts {
  const keys = originKeyArns.map((keyArn) => ({ keyArn, client: kmsClientOf(keyArn, kms) }));
  return {
    readAlarm: (alarmName) => readAlarm(cloudWatch, alarmName),
    verifyMac: async (claim) => {
      const answers = await Promise.allSettled(
        keys.map(({ client, keyArn }) => verifyMac(client, keyArn, claim)),
      );
      if (answers.some((answer) => answer.status === 'fulfilled' && answer.value)) return true;
      const failed = answers.find((answer) => answer.status === 'rejected');
      if (failed !== undefined) throw failed.reason;
      return false;
    },
    warn,
  };
}

/** Whether a code was computed with one of the keys of trailwatch. */
export type VerifyMac = (claim: MacClaim) => Promise<boolean>;

/** Why a signature proves nothing; undefined if trailwatch signed the message. */
export async function checkSignature(
  { topicArn, message: document, attributes, publishedAt }: Delivery,
  origin: Origin,
  verifyMac: VerifyMac,
): Promise<UnknownSender | undefined> {
  if (!isSignedInTime(origin, publishedAt)) return 'sent-again';
  const text = toOriginText({ topicArn, document, attributes }, origin.signedAt);
  return (await verifyMac({ text, mac: origin.mac })) ? undefined : 'other-code';
}

/** A message does not wait long for the proof of its sender: it is marked then. */
export const CHECKING_CLIENT = {
  maxAttempts: 2,
  requestHandler: { ...CLIENT_OPTIONS.requestHandler, requestTimeout: 2_000, socketTimeout: 2_000 },
};
