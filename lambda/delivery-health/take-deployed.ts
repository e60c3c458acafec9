import { parseDeployedProperties } from '../../lib/core/settings/deployed-resources';
import type { StackAnswer, StackEvent, StackRequest } from '../aws/change/answer-stack';
import { RetryLater } from '../raise/retry-later';
import { DEPLOYED } from './check-drift';
import { type Invocation, readState, writeState } from './ports';

const PHYSICAL_ID = 'deployed-resources';

/**
 * Follows a request of CloudFormation: keeps what was deployed, which every check compares with what is there. A rollback hands over
 * what was deployed before. When the stack is deleted, the table goes with it or is retained, and nothing is left to do.
 */
export async function takeDeployed(
  event: StackEvent & Pick<StackRequest, 'StackId'>,
  invocation: Invocation,
): Promise<StackAnswer> {
  const { RequestType, ResourceProperties, StackId, PhysicalResourceId: physicalId = PHYSICAL_ID } = event;
  if (RequestType === 'Delete') return { physicalId };
  try {
    await invocation.ports.prove({ StackId });
    const deployed = parseDeployedProperties(ResourceProperties);
    await keep(deployed, invocation);
    invocation.log.info('what was deployed is known', { resources: deployed.resources.length });
    return { physicalId };
  } catch (error) {
    return { physicalId, reason: String(error) };
  }
}

/** A second invocation of the same request, or the repeat of a write whose answer was lost, finds that it was written already. */
async function keep(deployed: object, invocation: Invocation): Promise<void> {
  const write = async () => writeState(invocation, await readState(invocation, DEPLOYED), deployed);
  try {
    await write();
  } catch (error) {
    if (!(error instanceof RetryLater)) throw error;
    await write();
  }
}
