import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { CancelKeyDeletionCommand, type KMSClient, KMSInvalidStateException } from '@aws-sdk/client-kms';
import { SecurityHubClient } from '@aws-sdk/client-securityhub';
import {
  commandsOf,
  NO_STEPS,
  operationOf,
  PLAIN,
  type ServiceClient,
  type ServiceOptions,
  settingsOf,
} from '../service-commands';

const SERVICE = 'com.amazonaws.guardduty';
const command = commandsOf('GuardDutyAPIService', 'GuardDutyClient');
const create = operationOf(
  [SERVICE, 'CreateDetector'],
  { input: { Enable: [2, { jsonName: 'enable' }] }, output: { DetectorId: [0, { jsonName: 'detectorId' }] } },
  ['POST', '/detector', 200],
);
const update = operationOf(
  [SERVICE, 'UpdateDetector'],
  { input: { DetectorId: [0, { httpLabel: 1 }], Enable: [2, { jsonName: 'enable' }] } },
  ['POST', '/detector/{DetectorId}', 200],
);
const list = operationOf(
  [SERVICE, 'ListDetectors'],
  { input: {}, output: { DetectorIds: [15, { jsonName: 'detectorIds' }] } },
  ['GET', '/detector', 200],
);

/** @see https://docs.aws.amazon.com/guardduty/latest/APIReference/API_CreateDetector.html */
class CreateDetectorCommand extends command<
  { readonly Enable: boolean },
  { readonly DetectorId?: string; $metadata: object }
>(PLAIN, NO_STEPS, 'CreateDetector', create) {}

/** @see https://docs.aws.amazon.com/guardduty/latest/APIReference/API_UpdateDetector.html */
class UpdateDetectorCommand extends command<
  { readonly DetectorId: string; readonly Enable: boolean },
  { $metadata: object }
>(PLAIN, NO_STEPS, 'UpdateDetector', update) {}

/** @see https://docs.aws.amazon.com/guardduty/latest/APIReference/API_ListDetectors.html */
class ListDetectorsCommand extends command<
  object,
  { readonly DetectorIds?: readonly string[]; $metadata: object }
>(PLAIN, NO_STEPS, 'ListDetectors', list) {}

/** GuardDuty's error if the account already has a detector in the Region. */
const EXISTS = /detector already exists/;

/** A client of GuardDuty, which has the protocol of Security Hub. */
export function guardDutyClient(options: ServiceOptions): ServiceClient {
  const protocolSettings = { defaultNamespace: SERVICE };
  return new SecurityHubClient({ ...options, ...settingsOf('guardduty'), protocolSettings }) as ServiceClient;
}

/**
 * Enables a detector, or creates one where it was deleted. An account has one in a Region: if there is another by now, that one is
 * enabled: it may have been created disabled.
 *
 * @returns commands that undo it, if they were not known before
 */
export async function enableDetector(
  client: ServiceClient,
  { detectorId, isDeleted }: { readonly detectorId: string; readonly isDeleted: boolean },
  region: string,
): Promise<readonly string[]> {
  if (!isDeleted) {
    await client.send(new UpdateDetectorCommand({ DetectorId: detectorId, Enable: true }));
    return [];
  }
  try {
    const { DetectorId } = await client.send(new CreateDetectorCommand({ Enable: true }));
    return [`aws guardduty delete-detector --detector-id ${DetectorId} --region ${region}`];
  } catch (error) {
    if (!(error instanceof Error && EXISTS.test(error.message))) throw error;
    const { DetectorIds = [] } = await client.send(new ListDetectorsCommand({}));
    for (const DetectorId of DetectorIds)
      await client.send(new UpdateDetectorCommand({ DetectorId, Enable: true }));
    // it may be that of an attempt before, whose answer was lost
    return DetectorIds.map(
      (id) =>
        `aws guardduty update-detector --no-enable --detector-id ${id} --region ${region}, or delete-detector if the response created it`,
    );
  }
}

const CONFIG_SERVICE = 'com.amazonaws.configservice';

const TARGET = 'StarlingDoveService';

const configCommand = commandsOf(TARGET, 'ConfigServiceClient');

const start = operationOf([CONFIG_SERVICE, 'StartConfigurationRecorder'], {
  input: { ConfigurationRecorderName: 0 },
});

/** @see https://docs.aws.amazon.com/config/latest/APIReference/API_StartConfigurationRecorder.html */
export class StartConfigurationRecorderCommand extends configCommand<
  { readonly ConfigurationRecorderName: string },
  { $metadata: object }
>(PLAIN, NO_STEPS, 'StartConfigurationRecorder', start) {}

/** A client of AWS Config, which has the protocol of CloudTrail. */
export function configClient(options: ServiceOptions): ServiceClient {
  const protocolSettings = { defaultNamespace: CONFIG_SERVICE, serviceTarget: TARGET, version: '2014-11-12' };
  return new CloudTrailClient({ ...options, ...settingsOf('config'), protocolSettings }) as ServiceClient;
}

/** KMS's error for a key whose deletion was already cancelled. Other states are problems. */
const NOT_PENDING = /is not pending deletion/;

/**
 * Cancels the deletion of a key, which is then disabled. A key whose deletion is no longer scheduled is not changed.
 *
 * @returns whether it was scheduled
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_CancelKeyDeletion.html
 */
export async function cancelDeletion(client: KMSClient, keyArn: string): Promise<boolean> {
  // the client is of the account and Region that the ARN names
  const KeyId = keyArn.slice(keyArn.lastIndexOf('/') + 1);
  try {
    await client.send(new CancelKeyDeletionCommand({ KeyId }));
    return true;
  } catch (error) {
    if (!(error instanceof KMSInvalidStateException && NOT_PENDING.test(error.message))) throw error;
    return false;
  }
}
