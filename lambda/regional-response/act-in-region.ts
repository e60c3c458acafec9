import {
  CloudTrailClient,
  type CloudTrailClientConfig,
  StartLoggingCommand,
} from '@aws-sdk/client-cloudtrail';
import { EC2Client } from '@aws-sdk/client-ec2';
import { PutPublicAccessBlockCommand, S3Client } from '@aws-sdk/client-s3';
import type { JsonObject } from '../../lib/core/json/json-value';
import { REGIONAL_PARAMETERS } from '../../lib/core/response/regional-request';
import { revokeRules } from '../aws/revoke-rules';
import { isolateInstance } from './isolate-instance';

/** What is handed back to the state machine. */
export interface RegionalResult {
  /** Commands that take it back, where they were not known before. */
  readonly undo: readonly string[];
}

/** How the clients are made: the Region is always given. */
export type RegionalClientOptions = Pick<
  CloudTrailClientConfig,
  'credentials' | 'maxAttempts' | 'requestHandler'
> & { readonly region: string };

/** IAM cannot limit what is set, and no event has a say in it. */
const ALL_BLOCKED = {
  BlockPublicAcls: true,
  BlockPublicPolicy: true,
  IgnorePublicAcls: true,
  RestrictPublicBuckets: true,
};

type Act = (request: JsonObject, options: RegionalClientOptions) => Promise<RegionalResult>;

/** The actions whose calls must be made in the Region of a record. Each can be made again, and changes nothing then. */
const REGIONAL_ACTIONS: Readonly<Record<keyof typeof REGIONAL_PARAMETERS, Act>> = {
  'start-logging': async (request, options) => {
    const parameters = REGIONAL_PARAMETERS['start-logging'](request);
    await new CloudTrailClient(options).send(new StartLoggingCommand(parameters));
    return { undo: [] };
  },
  'block-public-bucket': async (request, options) => {
    const parameters = REGIONAL_PARAMETERS['block-public-bucket'](request);
    const command = new PutPublicAccessBlockCommand({
      ...parameters,
      PublicAccessBlockConfiguration: ALL_BLOCKED,
    });
    await new S3Client(options).send(command);
    return { undo: [] };
  },
  'revoke-ingress': async (request, options) => {
    const { groupId, ruleIds } = REGIONAL_PARAMETERS['revoke-ingress'](request);
    await revokeRules(new EC2Client(options), groupId, ruleIds);
    return { undo: [] };
  },
  'isolate-instance': async (request, options) => {
    const instanceId = REGIONAL_PARAMETERS['isolate-instance'](request);
    return { undo: await isolateInstance(new EC2Client(options), instanceId, options.region) };
  },
};

/** Makes the calls of an action in a Region. What fails is thrown: the state machine tries again, and reports it. */
export async function actInRegion(
  action: string,
  request: JsonObject,
  options: RegionalClientOptions,
): Promise<RegionalResult> {
  const [, act] = Object.entries(REGIONAL_ACTIONS).find(([name]) => name === action) ?? [];
  if (act === undefined) throw new Error(`'${action}' is no action that is made in the Region of a record`);
  return act(request, options);
}
