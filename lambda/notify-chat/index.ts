import { SNSClient } from '@aws-sdk/client-sns';
import type { SNSEvent } from 'aws-lambda';
import { decodeChatSettings } from '../../lib/core/settings/chat-settings';
import { publishMessage } from '../aws/publish-message';
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

const { topicArn } = decodeChatSettings(process.env);
const sns = new SNSClient(CLIENT);

/** What SNS calls with every message of the alert topic that passes the filter. */
export async function handler(event: SNSEvent): Promise<void> {
  await notifyChat(event, (message) => publishMessage(sns, topicArn, message));
}
