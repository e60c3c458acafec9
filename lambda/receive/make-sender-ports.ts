import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { kmsClientOf } from '../aws/mac-keys';
import { readAlarm } from '../aws/read-alarm';
import { verifyMac } from '../aws/verify-mac';
import type { SenderPorts } from './find-sender';

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
