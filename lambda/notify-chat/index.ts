import { Logger } from '@aws-lambda-powertools/logger';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { SNSClient } from '@aws-sdk/client-sns';
import type { SNSEvent } from 'aws-lambda';
import { decodeChatSettings } from '../../lib/core/settings/chat-settings';
import { makePorts } from './make-ports';
import { notifyChat } from './notify-chat';

/** A call that hangs is tried again well before the function's own time is up. */
const CLIENT = {
  maxAttempts: 3,
  requestHandler: {
    connectionTimeout: 2_000,
    requestTimeout: 5_000,
    socketTimeout: 5_000,
    throwOnRequestTimeout: true,
  },
};

/** A message does not wait long for the proof of its sender: it is marked then. */
const CHECKING_CLIENT = {
  maxAttempts: 2,
  requestHandler: { ...CLIENT.requestHandler, requestTimeout: 2_000, socketTimeout: 2_000 },
};

const logger = new Logger({ serviceName: 'ChatTopic' });
const ports = makePorts(
  {
    sns: new SNSClient(CLIENT),
    cloudWatch: new CloudWatchClient(CHECKING_CLIENT),
    kms: CHECKING_CLIENT,
    warn: (message, fields) => logger.warn(message, fields),
  },
  decodeChatSettings(process.env),
);

/** What SNS calls with every message of the alert topic that passes the filter. */
export async function handler(event: SNSEvent): Promise<void> {
  await notifyChat(event, ports);
}
