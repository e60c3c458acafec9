import type { SNSClient } from '@aws-sdk/client-sns';
import type { ChatSettings } from '../../lib/core/settings/chat-settings';
import { publishMessage } from '../aws/publish-message';
import { makeSenderPorts, type SenderClients } from '../receive/make-sender-ports';
import type { ChatPorts } from './notify-chat';

/** The clients that this function works with. */
export interface Clients extends SenderClients {
  readonly sns: SNSClient;
}

/** The ports in life: AWS, through these clients, with the names that the settings give. */
export function makePorts({ sns, ...clients }: Clients, settings: ChatSettings): ChatPorts {
  return {
    ...makeSenderPorts(clients, settings.originKeyArns),
    publish: (message) => publishMessage(sns, settings.topicArn, message),
  };
}
