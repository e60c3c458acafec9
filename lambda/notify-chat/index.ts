import { Logger } from '@aws-lambda-powertools/logger';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { SNSClient } from '@aws-sdk/client-sns';
import type { SNSEvent } from 'aws-lambda';
import { type ChatSettings, decodeChatSettings } from '../../lib/core/settings/chat-settings';
import { expectEvent, SNS_EVENT } from '../../lib/core/settings/expected-event';
import { CLIENT_OPTIONS } from '../aws/client-options';
import { confirming } from '../aws/confirming';
import { publishMessage } from '../aws/send/publish';
import { CHECKING_CLIENT, makeSenderPorts, type SenderClients } from '../receive/find-sender';
import { type ChatPorts, notifyChat } from './notify-chat';

const logger = new Logger({ serviceName: 'ChatTopic' });
const ports = makePorts(
  {
    sns: confirming(new SNSClient(CLIENT_OPTIONS)),
    cloudWatch: confirming(new CloudWatchClient(CHECKING_CLIENT)),
    kms: CHECKING_CLIENT,
    warn: (message, fields) => logger.warn(message, fields),
  },
  decodeChatSettings(process.env),
);

/** The handler, called by SNS with every message of the alert topic that matches the filter. */
export async function handler(event: SNSEvent): Promise<void> {
  expectEvent(event, SNS_EVENT);
  await notifyChat(event, ports);
}

/** The clients that this function works with. */
interface Clients extends SenderClients {
  readonly sns: SNSClient;
}

/** The production ports: AWS, through these clients, with the names in the settings. */
function makePorts({ sns, ...clients }: Clients, settings: ChatSettings): ChatPorts {
  return {
    ...makeSenderPorts(clients, settings.originKeyArns),
    publish: (message) => publishMessage(sns, settings.topicArn, message),
  };
}
