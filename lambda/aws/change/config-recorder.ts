import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
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
