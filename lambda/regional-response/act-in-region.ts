import {
  CloudTrailClient,
  type CloudTrailClientConfig,
  StartLoggingCommand,
} from '@aws-sdk/client-cloudtrail';
import { EC2Client } from '@aws-sdk/client-ec2';
import { IAMClient } from '@aws-sdk/client-iam';
import { KMSClient } from '@aws-sdk/client-kms';
import { S3Client } from '@aws-sdk/client-s3';
import {
  EnableSecurityHubCommand,
  ResourceConflictException,
  SecurityHubClient,
} from '@aws-sdk/client-securityhub';
import type { JsonObject } from '../../lib/core/json/json-value';
import { REGIONAL_PARAMETERS } from '../../lib/core/response/regional-request';
import { blockPublicAccess } from '../aws/change/block-public-access';
import { detachPolicy, narrowBucketPolicy } from '../aws/change/narrow-policies';
import {
  cancelDeletion,
  configClient,
  enableDetector,
  guardDutyClient,
  StartConfigurationRecorderCommand,
} from '../aws/change/restore-protection';
import {
  type InstanceInterface,
  readInterfaces,
  readyIsolationGroup,
  replaceGroups,
  revokeRules,
} from '../aws/change/security-groups';
import { confirming } from '../aws/confirming';

/** What is handed back to the state machine. */
export interface RegionalResult {
  /**
   * Commands that restore the state before, where they were not known before; null if there was nothing left to change: an attempt
   * before may have changed it.
   */
  readonly undo: readonly string[] | null;
}

/** How the clients are made: the Region is always given. */
export type RegionalClientOptions = Pick<
  CloudTrailClientConfig,
  'credentials' | 'maxAttempts' | 'requestHandler'
> & { readonly region: string };

/** The result of an action whose plan has the command that takes it back. */
function resultOf(isChanged: boolean): RegionalResult {
  return { undo: isChanged ? [] : null };
}

type Act = (request: JsonObject, options: RegionalClientOptions) => Promise<RegionalResult>;

/** The actions whose calls must be made in the Region of a record. Each can be made again, and changes nothing then. */
const REGIONAL_ACTIONS: Readonly<Record<keyof typeof REGIONAL_PARAMETERS, Act>> = {
  'start-logging': async (request, options) => {
    const parameters = REGIONAL_PARAMETERS['start-logging'](request);
    await confirming(new CloudTrailClient(options)).send(new StartLoggingCommand(parameters));
    return { undo: [] };
  },
  'block-public-bucket': async (request, options) => {
    const parameters = REGIONAL_PARAMETERS['block-public-bucket'](request);
    const client = confirming(new S3Client(options));
    return { undo: await blockPublicAccess(client, parameters, options.region) };
  },
  'revoke-ingress': async (request, options) => {
    const { groupId, ruleIds } = REGIONAL_PARAMETERS['revoke-ingress'](request);
    return { undo: await revokeRules(confirming(new EC2Client(options)), groupId, ruleIds, options.region) };
  },
  'isolate-instance': async (request, options) => {
    const instanceId = REGIONAL_PARAMETERS['isolate-instance'](request);
    return { undo: await isolateInstance(confirming(new EC2Client(options)), instanceId, options.region) };
  },
  'cancel-key-deletion': async (request, options) => {
    const keyArn = REGIONAL_PARAMETERS['cancel-key-deletion'](request);
    return resultOf(await cancelDeletion(confirming(new KMSClient(options)), keyArn));
  },
  'detach-administrator-policy': async (request, options) => {
    const policy = REGIONAL_PARAMETERS['detach-administrator-policy'](request);
    return resultOf(await detachPolicy(confirming(new IAMClient(options)), policy));
  },
  'enable-guardduty': async (request, options) => {
    const detector = REGIONAL_PARAMETERS['enable-guardduty'](request);
    return { undo: await enableDetector(confirming(guardDutyClient(options)), detector, options.region) };
  },
  'start-config-recorder': async (request, options) => {
    const recorderArn = REGIONAL_PARAMETERS['start-config-recorder'](request);
    // the client is of the account and Region that the ARN names
    const ConfigurationRecorderName = recorderArn.slice(recorderArn.indexOf('/') + 1);
    const command = new StartConfigurationRecorderCommand({ ConfigurationRecorderName });
    await confirming(configClient(options)).send(command);
    return { undo: [] };
  },
  'enable-security-hub': async (_request, options) => {
    const client = confirming(new SecurityHubClient(options));
    try {
      await client.send(new EnableSecurityHubCommand({ EnableDefaultStandards: true }));
    } catch (error) {
      if (!(error instanceof ResourceConflictException)) throw error;
      return resultOf(false);
    }
    return resultOf(true);
  },
  'remove-public-statements': async (request, options) => {
    const bucket = REGIONAL_PARAMETERS['remove-public-statements'](request);
    return resultOf(await narrowBucketPolicy(confirming(new S3Client(options)), bucket));
  },
};

/** Makes the calls of an action in a Region. What fails is thrown: the state machine tries again, and reports it. */
export async function actInRegion(
  action: string,
  request: JsonObject,
  options: RegionalClientOptions,
): Promise<RegionalResult> {
  const [, act] = Object.entries(REGIONAL_ACTIONS).find(([name]) => name === action) ?? [];
  if (act === undefined) throw new Error(`'${action}' is not an action in the Region of a record`);
  return act(request, options);
}

/**
 * Gives every network interface of an instance the group without rules of its VPC, and no other. An interface that has it already
 * stays as it is, so that its tag keeps the groups that it had at first: it may have it of an attempt before.
 *
 * @returns commands that give the former groups back
 */
async function isolateInstance(
  client: EC2Client,
  instanceId: string,
  region: string,
): Promise<readonly string[]> {
  const interfaces = await readInterfaces(client, instanceId);
  if (interfaces.length === 0) {
    throw new Error(
      `instance ${instanceId} has no network interface in ${region}: it was terminated, or is elsewhere`,
    );
  }
  const groups = new Map<string, string>();
  for (const vpcId of new Set(interfaces.map((one) => one.vpcId))) {
    groups.set(vpcId, await readyIsolationGroup(client, vpcId));
  }
  const undo: string[] = [];
  for (const one of interfaces) {
    const group = groups.get(one.vpcId) ?? '';
    const isIsolated = one.groupIds.length === 1 && one.groupIds[0] === group;
    if (!isIsolated) await replaceGroups(client, one, group);
    const former = isIsolated ? one.formerGroupIds : one.groupIds.filter((id) => id !== group);
    const command = toUndo(one, former, region);
    if (former.length > 0) undo.push(isIsolated ? `${command}, if the response isolated it` : command);
  }
  return undo;
}

function toUndo({ interfaceId }: InstanceInterface, groupIds: readonly string[], region: string): string {
  return `aws ec2 modify-network-interface-attribute --network-interface-id ${interfaceId} --groups ${groupIds.join(' ')} --region ${region}`;
}
