import { SecurityHubClient } from '@aws-sdk/client-securityhub';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { Notice } from '../../lib/core/alert/sink/notice';
import { toSecurityFinding } from '../../lib/core/alert/sink/to-security-finding';
import { expectEvent, SQS_EVENT } from '../../lib/core/settings/expected-event';
import { FINDING_SINK_ENVIRONMENT } from '../../lib/core/settings/sink-settings';
import { CLIENT_OPTIONS } from '../aws/client-options';
import { confirming } from '../aws/confirming';
import { importFinding } from '../aws/send/import-finding';
import { forwardMessages, makeForwardPorts } from '../receive/forward-messages';

const settings = FINDING_SINK_ENVIRONMENT.decode(process.env);
const client = confirming(new SecurityHubClient(CLIENT_OPTIONS));
const ports = {
  ...makeForwardPorts(settings),
  send: (notice: Notice) => importFinding(client, toSecurityFinding(notice, settings)),
};

/** The handler, called by Lambda with every batch of messages. */
export async function handler(event: SQSEvent): Promise<SQSBatchResponse> {
  expectEvent(event, SQS_EVENT);
  return forwardMessages(event, ports);
}
