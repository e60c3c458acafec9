import {
  CloudTrailClient,
  type CloudTrailClientConfig,
  StartLoggingCommand,
  type StartLoggingCommandInput,
} from '@aws-sdk/client-cloudtrail';
import { EC2Client } from '@aws-sdk/client-ec2';
import {
  PutPublicAccessBlockCommand,
  type PutPublicAccessBlockCommandInput,
  S3Client,
} from '@aws-sdk/client-s3';
import { revokeRules } from '../aws/revoke-rules';
import { isolateInstance } from './isolate-instance';

/** What a state machine calls the function with. */
export interface RegionalRequest {
  readonly region: string;
  /** The role of the account concerned; the function's own role acts without it. */
  readonly roleArn?: string;
  /** The parameters of the action. */
  readonly request: unknown;
}

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

type Act = (request: never, options: RegionalClientOptions) => Promise<RegionalResult>;

/** The actions whose calls must be made in the Region of a record. Each can be made again, and changes nothing then. */
const REGIONAL_ACTIONS: ReadonlyMap<string, Act> = new Map<string, Act>([
  [
    'start-logging',
    async (request: StartLoggingCommandInput, options) => {
      await new CloudTrailClient(options).send(new StartLoggingCommand(request));
      return { undo: [] };
    },
  ],
  [
    'block-public-bucket',
    async (request: PutPublicAccessBlockCommandInput, options) => {
      await new S3Client(options).send(new PutPublicAccessBlockCommand(request));
      return { undo: [] };
    },
  ],
  [
    'revoke-ingress',
    async ({ GroupId, SecurityGroupRuleIds }: RevokedRules, options) => {
      await revokeRules(new EC2Client(options), GroupId, SecurityGroupRuleIds);
      return { undo: [] };
    },
  ],
  [
    'isolate-instance',
    async ({ InstanceId }: { readonly InstanceId: string }, options) => ({
      undo: await isolateInstance(new EC2Client(options), InstanceId, options.region),
    }),
  ],
]);

interface RevokedRules {
  readonly GroupId: string;
  readonly SecurityGroupRuleIds: readonly string[];
}

/** Makes the calls of an action in a Region. What fails is thrown: the state machine tries again, and reports it. */
export async function actInRegion(
  action: string,
  request: unknown,
  options: RegionalClientOptions,
): Promise<RegionalResult> {
  const act = REGIONAL_ACTIONS.get(action);
  if (act === undefined) throw new Error(`'${action}' is no action that is made in the Region of a record`);
  return act(request as never, options);
}
