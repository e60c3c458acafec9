import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { decodeEventSinkSettings } from '../../lib/core/settings/sink-settings';
import { CLIENT_OPTIONS } from '../aws/client-options';
import { confirming } from '../aws/confirming';
import { putEvent } from '../aws/send/put-event';
import { forwardingHandler } from '../receive/forward-messages';
import { sendEvents } from './send-events';

const settings = decodeEventSinkSettings(process.env);
const client = confirming(new EventBridgeClient(CLIENT_OPTIONS));

/** The handler, called by Lambda with every batch of messages. */
export const handler = forwardingHandler(
  settings,
  sendEvents(settings, (event) => putEvent(client, settings.busName, event)),
);
