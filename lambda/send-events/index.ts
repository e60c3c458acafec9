import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { expectEvent, SQS_EVENT } from '../../lib/core/settings/expected-event';
import { decodeEventSinkSettings } from '../../lib/core/settings/sink-settings';
import { CLIENT_OPTIONS } from '../aws/client-options';
import { confirming } from '../aws/confirming';
import { putEvent } from '../aws/send/put-event';
import { forwardMessages, makeForwardPorts } from '../receive/forward-messages';
import { sendEvents } from './send-events';

const settings = decodeEventSinkSettings(process.env);
const client = confirming(new EventBridgeClient(CLIENT_OPTIONS));
const ports = {
  ...makeForwardPorts(settings),
  ...sendEvents(settings, (event) => putEvent(client, settings.busName, event)),
};

/** The handler, called by Lambda with every batch of messages. */
export async function handler(event: SQSEvent): Promise<SQSBatchResponse> {
  expectEvent(event, SQS_EVENT);
  return forwardMessages(event, ports);
}
