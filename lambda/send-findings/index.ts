import { SecurityHubClient } from '@aws-sdk/client-securityhub';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { decodeFindingSinkSettings } from '../../lib/core/settings/sink-settings';
import type { Notice } from '../../lib/core/sink/notice';
import { toSecurityFinding } from '../../lib/core/sink/to-security-finding';
import { CLIENT_OPTIONS } from '../aws/client-options';
import { importFinding } from '../aws/import-finding';
import { forwardMessages } from '../receive/forward-messages';
import { makeForwardPorts } from '../receive/make-forward-ports';

const settings = decodeFindingSinkSettings(process.env);
const client = new SecurityHubClient(CLIENT_OPTIONS);
const ports = {
  ...makeForwardPorts(settings),
  send: (notice: Notice) => importFinding(client, toSecurityFinding(notice, settings)),
};

/** What Lambda calls with every batch of messages. */
export function handler(event: SQSEvent): Promise<SQSBatchResponse> {
  return forwardMessages(event, ports);
}
