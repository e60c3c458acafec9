import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { CancelKeyDeletionCommand, type KMSClient, KMSInvalidStateException } from '@aws-sdk/client-kms';
import {
  commandsOf,
  NO_STEPS,
  operationOf,
  PLAIN,
  type ServiceClient,
  type ServiceOptions,
  settingsOf,
} from '../service-commands';

const SERVICE = 'com.amazonaws.configservice';
const TARGET = 'StarlingDoveService';
const command = commandsOf(TARGET, 'ConfigServiceClient');
const start = operationOf([SERVICE, 'StartConfigurationRecorder'], {
  input: { ConfigurationRecorderName: 0 },
});

/** @see https://docs.aws.amazon.com/config/latest/APIReference/API_StartConfigurationRecorder.html */
export class StartConfigurationRecorderCommand extends command<
  { readonly ConfigurationRecorderName: string },
  { $metadata: object }
>(PLAIN, NO_STEPS, 'StartConfigurationRecorder', start) {}

/** A client of AWS Config, which has the protocol of CloudTrail. */
export function configClient(options: ServiceOptions): ServiceClient {
  const protocolSettings = { defaultNamespace: SERVICE, serviceTarget: TARGET, version: '2014-11-12' };
  return new CloudTrailClient({ ...options, ...settingsOf('config'), protocolSettings }) as ServiceClient;
}

/** What KMS says of a key whose deletion was cancelled before. Other states are problems. */
const NOT_PENDING = /is not pending deletion/;

/**
 * Cancels the deletion of a key, which is disabled then. A key that is to be deleted no longer is left as it is.
 *
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_CancelKeyDeletion.html
 */
export async function cancelDeletion(client: KMSClient, keyArn: string): Promise<void> {
  // the client is of the account and Region that the ARN names
  const KeyId = keyArn.slice(keyArn.lastIndexOf('/') + 1);
  try {
    await client.send(new CancelKeyDeletionCommand({ KeyId }));
  } catch (error) {
    if (!(error instanceof KMSInvalidStateException && NOT_PENDING.test(error.message))) throw error;
  }
}
