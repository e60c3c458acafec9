import { FirehoseClient } from '@aws-sdk/client-firehose';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { Notice } from '../../lib/core/alert/sink/notice';
import { toStreamRecord } from '../../lib/core/alert/sink/to-stream-record';
import { expectEvent, SQS_EVENT } from '../../lib/core/settings/expected-event';
import { RECORD_SINK_ENVIRONMENT } from '../../lib/core/settings/sink-settings';
import { CLIENT_OPTIONS } from '../aws/client-options';
import { confirming } from '../aws/confirming';
import { putRecord } from '../aws/send/put-record';
import { forwardMessages, makeForwardPorts } from '../receive/forward-messages';

const settings = RECORD_SINK_ENVIRONMENT.decode(process.env);
const client = confirming(new FirehoseClient(CLIENT_OPTIONS));
const ports = {
  ...makeForwardPorts(settings),
  send: (notice: Notice) => putRecord(client, settings.streamName, toStreamRecord(notice, settings.format)),
};

/** The handler, called by Lambda with every batch of messages. */
export async function handler(event: SQSEvent): Promise<SQSBatchResponse> {
  expectEvent(event, SQS_EVENT);
  return forwardMessages(event, ports);
}
