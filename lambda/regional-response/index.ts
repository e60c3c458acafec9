import { fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import { parseRegionalRequest } from '../../lib/core/response/regional-request';
import { expectEvent, RESPONSE_EVENTS } from '../../lib/core/settings/expected-event';
import { REGIONAL_RESPONSE_ENVIRONMENT } from '../../lib/core/settings/responder-settings';
import { CLIENT_OPTIONS } from '../aws/client-options';
import { actInRegion, type RegionalResult } from './act-in-region';

const { action, partition } = REGIONAL_RESPONSE_ENVIRONMENT.decode(process.env);
const { AWS_REGION: ownRegion = '' } = process.env;

/** What the state machine of an action calls. */
export async function handler(event: unknown): Promise<RegionalResult> {
  expectEvent(event, RESPONSE_EVENTS.act);
  const { region, roleArn, request } = parseRegionalRequest(event, partition);
  const credentials =
    roleArn === undefined
      ? {}
      : {
          credentials: fromTemporaryCredentials({
            params: { RoleArn: roleArn, RoleSessionName: 'trailwatch-response' },
            // Not that of the record: the account of the function may not have enabled it.
            clientConfig: { ...CLIENT_OPTIONS, region: ownRegion },
          }),
        };
  return actInRegion(action, request, { ...CLIENT_OPTIONS, region, ...credentials });
}
