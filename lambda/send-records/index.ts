import { FirehoseClient } from '@aws-sdk/client-firehose';
import { toStreamRecord } from '../../lib/core/alert/sink/to-stream-record';
import { RECORD_SINK_ENVIRONMENT } from '../../lib/core/settings/sink-settings';
import { CLIENT_OPTIONS } from '../aws/client-options';
import { confirming } from '../aws/confirming';
import { putRecord } from '../aws/send/put-record';
import { forwardingHandler } from '../receive/forward-messages';

const settings = RECORD_SINK_ENVIRONMENT.decode(process.env);
const client = confirming(new FirehoseClient(CLIENT_OPTIONS));

/** The handler, called by Lambda with every batch of messages. */
export const handler = forwardingHandler(settings, {
  send: (notice) => putRecord(client, settings.streamName, toStreamRecord(notice, settings.format)),
});
