import type { Control } from './control';
import { IDENTITY_CONTROLS } from './identity-controls';
import { NETWORK_CONTROLS } from './network-controls';
import { RESOURCE_CONTROLS } from './resource-controls';

/**
 * Security Hub's controls CloudWatch.1 to CloudWatch.14, in their order.
 *
 * @see https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html
 */
export const CONTROLS: readonly Control[] = [
  ...IDENTITY_CONTROLS,
  ...RESOURCE_CONTROLS,
  ...NETWORK_CONTROLS,
].sort((one, other) => numberOf(one) - numberOf(other));

function numberOf({ id }: Control): number {
  return Number(id.slice(id.indexOf('.') + 1));
}
