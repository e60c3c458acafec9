import { fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import { decodeRegionalResponseSettings } from '../../lib/core/settings/regional-response-settings';
import { CLIENT_OPTIONS } from '../aws/client-options';
import { actInRegion, type RegionalRequest, type RegionalResult } from './act-in-region';

const { action } = decodeRegionalResponseSettings(process.env);

/** What the state machine of an action calls. */
export async function handler({ region, roleArn, request }: RegionalRequest): Promise<RegionalResult> {
  const credentials =
    roleArn === undefined
      ? {}
      : {
          credentials: fromTemporaryCredentials({
            params: { RoleArn: roleArn, RoleSessionName: 'trailwatch-response' },
            clientConfig: CLIENT_OPTIONS,
          }),
        };
  return actInRegion(action, request, { ...CLIENT_OPTIONS, region, ...credentials });
}
