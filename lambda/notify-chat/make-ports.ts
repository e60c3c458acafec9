import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { SNSClient } from '@aws-sdk/client-sns';
import type { ChatSettings } from '../../lib/core/settings/chat-settings';
import { kmsClientOf } from '../aws/mac-keys';
import { publishMessage } from '../aws/publish-message';
import { readAlarm } from '../aws/read-alarm';
import { verifyMac } from '../aws/verify-mac';
import type { ChatPorts } from './notify-chat';

/** The clients that this function works with, and how those of KMS are set: each is in the Region of its key. */
export interface Clients {
  readonly sns: SNSClient;
  readonly cloudWatch: CloudWatchClient;
  readonly kms: Parameters<typeof kmsClientOf>[1];
  readonly warn: ChatPorts['warn'];
}

/** The ports in life: AWS, through these clients, with the names that the settings give. */
export function makePorts({ sns, cloudWatch, kms, warn }: Clients, settings: ChatSettings): ChatPorts {
  const keys = settings.originKeyArns.map((keyArn) => ({ keyArn, client: kmsClientOf(keyArn, kms) }));
  return {
    publish: (message) => publishMessage(sns, settings.topicArn, message),
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
