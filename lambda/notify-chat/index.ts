import { Logger } from '@aws-lambda-powertools/logger';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { SNSClient } from '@aws-sdk/client-sns';
import type { SNSEvent } from 'aws-lambda';
import { expectEvent, SNS_EVENT } from '../../lib/core/settings/expected-event';
import { CHAT_ENVIRONMENT } from '../../lib/core/settings/sink-settings';
import { CLIENT_OPTIONS } from '../aws/client-options';
import { confirming } from '../aws/confirming';
import { publishMessage } from '../aws/send/publish';
import { CHECKING_CLIENT, makeSenderPorts } from '../receive/find-sender';
import { type ChatPorts, notifyChat } from './notify-chat';

const logger = new Logger({ serviceName: 'ChatTopic' });
const { topicArn, originKeyArns } = CHAT_ENVIRONMENT.decode(process.env);
const sns = confirming(new SNSClient(CLIENT_OPTIONS));
const clients = {
  cloudWatch: confirming(new CloudWatchClient(CHECKING_CLIENT)),
  kms: CHECKING_CLIENT,
  warn: (message: string, fields: Record<string, unknown>) => logger.warn(message, fields),
};
const ports: ChatPorts = {
  ...makeSenderPorts(clients, originKeyArns.split(',')),
  publish: (message) => publishMessage(sns, topicArn, message),
};

/** The handler, called by SNS with every message of the alert topic that matches the filter. */
export async function handler(event: SNSEvent): Promise<void> {
  expectEvent(event, SNS_EVENT);
  await notifyChat(event, ports);
}
