import { Logger } from '@aws-lambda-powertools/logger';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { SNSClient } from '@aws-sdk/client-sns';
import type { SNSEvent } from 'aws-lambda';
import { decodeChatSettings } from '../../lib/core/settings/chat-settings';
import { CLIENT_OPTIONS } from '../aws/client-options';
import { CHECKING_CLIENT } from '../receive/checking-client';
import { makePorts } from './make-ports';
import { notifyChat } from './notify-chat';

const logger = new Logger({ serviceName: 'ChatTopic' });
const ports = makePorts(
  {
    sns: new SNSClient(CLIENT_OPTIONS),
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
