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

/** What GuardDuty says where the account has a detector in the Region already. */
const EXISTS = /detector already exists/;

/** A client of GuardDuty, which has the protocol of Security Hub. */
export function guardDutyClient(options: ServiceOptions): ServiceClient {
  const protocolSettings = { defaultNamespace: SERVICE };
  return new SecurityHubClient({ ...options, ...settingsOf('guardduty'), protocolSettings }) as ServiceClient;
}

/**
 * Enables a detector, or creates one where it was deleted. An account has one in a Region: if there is another by now, it stays.
 *
 * @returns the id of the detector that was created
 */
export async function enableDetector(
  client: ServiceClient,
  { detectorId, isDeleted }: { readonly detectorId: string; readonly isDeleted: boolean },
): Promise<string | undefined> {
  if (!isDeleted) {
    await client.send(new UpdateDetectorCommand({ DetectorId: detectorId, Enable: true }));
    return undefined;
  }
  try {
    const { DetectorId } = await client.send(new CreateDetectorCommand({ Enable: true }));
    return DetectorId;
  } catch (error) {
    if (error instanceof Error && EXISTS.test(error.message)) return undefined;
    throw error;
  }
}
