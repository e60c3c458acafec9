import { SecurityHubClient } from '@aws-sdk/client-securityhub';
import { toSecurityFinding } from '../../lib/core/alert/sink/to-security-finding';
import { FINDING_SINK_ENVIRONMENT } from '../../lib/core/settings/sink-settings';
import { CLIENT_OPTIONS } from '../aws/client-options';
import { confirming } from '../aws/confirming';
import { importFinding } from '../aws/send/import-finding';
import { forwardingHandler } from '../receive/forward-messages';

const settings = FINDING_SINK_ENVIRONMENT.decode(process.env);
const client = confirming(new SecurityHubClient(CLIENT_OPTIONS));

/** The handler, called by Lambda with every batch of messages. */
export const handler = forwardingHandler(settings, {
  send: (notice) => importFinding(client, toSecurityFinding(notice, settings)),
});
